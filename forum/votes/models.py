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


class VoteAside(Base):
    """A vote that moderators took out: it counts nowhere, and is put back exactly when they undo that. `why`: "ring:3"."""

    __tablename__ = "vote_aside"
    __table_args__ = (sa.UniqueConstraint("target_kind", "target_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    value: Mapped[int]  # 0: its voter took it back meanwhile
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(index=True)


class Verdict(Base):
    """Did it help? Once a visitor and revision. `revision_id` 0: the target has no revisions."""

    __tablename__ = "verdict"
    __table_args__ = (
        sa.UniqueConstraint("target_kind", "target_id", "revision_id", "visitor"),
        sa.Index("ix_verdict_voice", "read_at", "said_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    revision_id: Mapped[int] = mapped_column(default=0)
    visitor: Mapped[str]  # "p<id>" of a person, or the day's visitor id of a guest
    helped: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")  # codes of `policy.REASONS`, a space between them
    note: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")  # of the search that led here, where the reader allows it
    at: Mapped[datetime] = mapped_column(index=True)
    # What somebody wrote is read by somebody. Topic and language are those of the text then, to choose by.
    said_at: Mapped[datetime | None]  # None: nothing was written
    topic_id: Mapped[int | None]
    lang: Mapped[str] = mapped_column(default="")
    read_at: Mapped[datetime | None]
    read_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="SET NULL"))
