"""Staff flags: "please look at this", with a reason, by a named person, on a text as it stood."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core.db import Base


class Flag(Base):
    """An open flag lowers trust until it is mended, rejected or lapsed."""

    __tablename__ = "flag"
    __table_args__ = (
        sa.Index("ix_flag_target", "target_kind", "target_id"),
        sa.Index("ix_flag_document_open", "document", "closed_at"),
        # One person says each thing once; for the ranking, all that she says of a document counts once.
        sa.Index(
            "uq_flag_one_open",
            "target_kind",
            "target_id",
            "by_id",
            "reason",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    target_kind: Mapped[str]
    target_id: Mapped[int]
    document: Mapped[str]  # the search document it lowers: an answer's flag lowers its question
    revision_id: Mapped[int | None]
    reason: Mapped[str]  # inaccurate | incomplete | outdated | unsafe
    note: Mapped[str]
    passage: Mapped[str] = mapped_column(default="")  # the words that are meant, as they stood
    shown_by: Mapped[str] = mapped_column(default="")  # the case or question that showed it: "case:7"
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    lapses_at: Mapped[datetime | None]  # None once confirmed
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    disputed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    disputed_at: Mapped[datetime | None]
    disputed_because: Mapped[str] = mapped_column(default="")
    # Its effect, for the log: the document's trust before it and with it, and when it was closed.
    trust_before: Mapped[float | None]
    trust_after: Mapped[float | None]
    trust_at_end: Mapped[float | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="")  # mended | rejected | lapsed | withdrawn
    because: Mapped[str] = mapped_column(default="")

    @property
    def open(self) -> bool:
        """Does it still lower trust?"""
        return self.closed_at is None

    @property
    def confirmed(self) -> bool:
        """Did a second person agree? Then it does not lapse."""
        return self.confirmed_at is not None

    @property
    def disputed(self) -> bool:
        """Does a colleague disagree, and no moderator has said who is right?"""
        return (
            self.closed_at is None
            and self.disputed_at is not None
            and (self.confirmed_at is None or self.confirmed_at < self.disputed_at)
        )


class Mending(Base):
    """A text that waits says which open flags it mends; they are closed when it is published."""

    __tablename__ = "mending"
    flag_id: Mapped[int] = mapped_column(sa.ForeignKey("flag.id", ondelete="CASCADE"), primary_key=True)
    target_kind: Mapped[str] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(primary_key=True)
