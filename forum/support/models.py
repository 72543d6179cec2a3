"""Cases, what was said inside them, and the trail that a customer agreed to send along."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("trail_line", "case_note")

# new: nobody took it; open: somebody works on it; waiting: for the customer; resolved: she is asked; closed
STATES = ("new", "open", "waiting", "resolved", "closed")


class Case(Base):
    """An item of the support queue: a question that a person of the company must answer."""

    __tablename__ = "support_case"
    __table_args__ = (
        sa.Index("ix_support_case_queue", "state", "due_at"),
        # One open case a question, however many clocks and clicks race.
        sa.Index(
            "uq_support_case_open",
            "question_id",
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(default="new")  # changed by actions.set_state alone
    state_at: Mapped[datetime | None]
    because: Mapped[str]  # promise (it lapsed) | asked (the customer pressed "ask a person") | agent
    note: Mapped[str] = mapped_column(default="")  # what the customer added; staff and customer see it
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    due_at: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    claimed_at: Mapped[datetime | None]
    first_reply_at: Mapped[datetime | None]
    last_reply_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    solved_it: Mapped[bool | None]  # the customer's word
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class CaseNote(Base):
    """An internal note: staff only, everywhere."""

    __tablename__ = "case_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("support_case.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    body: Mapped[str]
    at: Mapped[datetime]


class TrailLine(Base):
    """One thing a customer did before asking. Kept 24 hours with her consent; longer once sent with a question."""

    __tablename__ = "trail_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question.id"), index=True
    )  # once sent along
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]  # search | open | rejected | not_helped
    text: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
