"""Votes of people on posts, and readers' verdicts ("did this help?") on documents."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Vote(Base):
    """One person's vote on one target: +1 or -1."""

    __tablename__ = "vote"
    __table_args__ = (
        sa.UniqueConstraint("target_kind", "target_id", "person_id"),
        sa.CheckConstraint("value in (-1, 1)", name="value"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    value: Mapped[int]
    at: Mapped[datetime]


class Verdict(Base):
    """Did it help? Once a visitor and revision. `revision_id` 0: the target has no revisions."""

    __tablename__ = "verdict"
    __table_args__ = (sa.UniqueConstraint("target_kind", "target_id", "revision_id", "visitor"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    revision_id: Mapped[int] = mapped_column(default=0)
    visitor: Mapped[str]  # "p<id>" of a person, or the day's visitor id of a guest
    helped: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    search_id: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
