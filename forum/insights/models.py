"""What suggestions are worth: one row for each asking while it lasts, then counts of the day. Nobody's name or address."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("asking", "asking_day")


class Asking(Base):
    """Somebody began to ask, and something fitted. `visitor` is search's id of the day (`search.visitors`).

    `withheld`: one of the random share that was shown nothing. The last three columns are decided when it is over.
    """

    __tablename__ = "asking"
    __table_args__ = (sa.Index("ix_asking_visitor", "visitor", "at"),)
    id: Mapped[str] = mapped_column(
        primary_key=True
    )  # what the ask form carries as `suggested`: 16 hex digits
    visitor: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)
    withheld: Mapped[bool]
    read: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    solved_on: Mapped[str] = mapped_column(default="")  # the document of which she said that it solved it
    question_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question.id", ondelete="SET NULL"), index=True
    )
    joined: Mapped[bool] = mapped_column(default=False)  # the question is somebody else's: she has this too
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    no_question: Mapped[bool | None]
    no_case: Mapped[bool | None]
    solved: Mapped[bool | None]


class AskingDay(Base):
    """What is left of old rows: the counts of a day and group."""

    __tablename__ = "asking_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    withheld: Mapped[bool] = mapped_column(primary_key=True)
    askings: Mapped[int] = mapped_column(default=0)
    read: Mapped[int] = mapped_column(default=0)  # askings in which at least one suggestion was read
    rejected: Mapped[int] = mapped_column(default=0)
    said_solved: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    decided: Mapped[int] = mapped_column(default=0)
    no_question: Mapped[int] = mapped_column(default=0)
    no_case: Mapped[int] = mapped_column(default=0)
    solved: Mapped[int] = mapped_column(default=0)
