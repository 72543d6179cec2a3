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
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    lapses_at: Mapped[datetime | None]  # None once confirmed
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="")  # mended | rejected | lapsed | withdrawn
    because: Mapped[str] = mapped_column(default="")

    @property
    def open(self) -> bool:
        """Does it still lower trust?"""
        return self.closed_at is None
