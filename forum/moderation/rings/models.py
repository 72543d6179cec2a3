"""Traits by which accounts are alike, and groups of accounts that favour each other."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("account_trait", "ring", "ring_member")


class AccountTrait(Base):
    """From which network, or with which browser there, somebody wrote of late. Keyed hashes: neither can be read from them."""

    __tablename__ = "account_trait"
    __table_args__ = (sa.Index("ix_account_trait_digest", "digest", "person_id"),)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)  # network | browser
    digest: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Ring(Base):
    """A group that was found. `evidence`: [code, values] for `words.sentence`; `decision`: policy.DECISIONS, "" while open."""

    __tablename__ = "ring"
    __table_args__ = (sa.Index("ix_ring_open", "decision", "weight", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # its people's numbers, in their order
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]  # the last look that still found it
    weight: Mapped[int]
    evidence: Mapped[list[Any]]
    decision: Mapped[str] = mapped_column(default="")
    decided_weight: Mapped[int] = mapped_column(default=0)
    because: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("person.id", ondelete="SET NULL"), index=True
    )


class RingMember(Base):
    """Who is in it."""

    __tablename__ = "ring_member"
    ring_id: Mapped[int] = mapped_column(sa.ForeignKey("ring.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
