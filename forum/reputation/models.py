"""What somebody is thanked for, how far she is trusted for it, and her badges. All of it follows from facts elsewhere."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("reputation_entry", "standing")  # guests see badges, and levels on the person


class ReputationEntry(Base):
    """One fact that somebody was useful. It goes when the fact does, so that undoing restores exactly.

    `fact` names it among the person's facts of a kind ("question:34", "answer:5 by 7"); `thing` is what she wrote.
    """

    __tablename__ = "reputation_entry"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "fact"),
        sa.Index("ix_reputation_entry_newest", "person_id", "at"),
        sa.Index("ix_reputation_entry_thing", "thing"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str]  # a key of `policy.POINTS`
    fact: Mapped[str]
    thing: Mapped[str]  # "answer:5", "article:7", "flag:3"
    points: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    topic_id: Mapped[int | None]
    at: Mapped[datetime]


class Standing(Base):
    """What the entries of a person come to. `level` is earned; `pinned_level` stands above it where an admin said so."""

    __tablename__ = "standing"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    points: Mapped[int] = mapped_column(default=0)
    level: Mapped[int] = mapped_column(default=0)
    look_again_at: Mapped[datetime] = mapped_column(index=True)  # when time alone may change the level
    pinned_level: Mapped[int | None]
    pinned_because: Mapped[str] = mapped_column(default="")
    pinned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
    pinned_at: Mapped[datetime | None]


class EarnedBadge(Base):
    """Somebody has a badge, at one of its tiers (1, 2, 3), since the act that completed it."""

    __tablename__ = "earned_badge"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "badge", "tier"),
        sa.Index("ix_earned_badge_newest", "badge", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    badge: Mapped[str]  # a key of `badges.BADGES`
    tier: Mapped[int]
    at: Mapped[datetime]
    thing: Mapped[str]  # of the act that completed it
