"""Cases, what was said inside them, and the trail that a customer agreed to send along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("trail_line", "case_note", "case_tag", "case_writing", "desk_filter", "desk_duty")

# Priority is a number so that lists can order by it.
LOW, NORMAL, HIGH, URGENT = range(4)
PRIORITIES = {"low": LOW, "normal": NORMAL, "high": HIGH, "urgent": URGENT}
_OPEN = sa.text("closed_at IS NULL")

# new: nobody took it; open: somebody works on it; waiting: for the customer; resolved: she is asked; closed
STATES = ("new", "open", "waiting", "resolved", "closed")


class Case(Base):
    """An item of the support queue: a question that a person of the company must answer."""

    __tablename__ = "support_case"
    __table_args__ = (
        # The desk reads open cases only, however many closed ones there are.
        sa.Index("ix_support_case_due", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        # Everything that counts are made of: they read this index alone.
        sa.Index(
            "ix_support_case_counts",
            "claimed_by_id",
            "state",
            "due_at",
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.Index("ix_support_case_closed", "closed_at", "id"),
        # One open case a question, however many clocks and clicks race.
        sa.Index(
            "uq_support_case_open",
            "question_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"), index=True)
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(default="new")  # changed by actions.set_state alone
    state_at: Mapped[datetime | None]
    # promise (it lapsed) | asked (the customer pressed "ask a person") | agent | again (follows a closed one)
    because: Mapped[str]
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
    priority: Mapped[int] = mapped_column(sa.SmallInteger, default=NORMAL, server_default="1")
    last_reply_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    customer_wrote_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("support_case.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("support_case.id"), index=True)
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


class CaseTag(Base):
    """A word that staff put on a case; customers never see it."""

    __tablename__ = "case_tag"
    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("support_case.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class CaseWriting(Base):
    """Somebody is writing a reply: true for a short while after `at`, then it tells nothing."""

    __tablename__ = "case_writing"
    case_id: Mapped[int] = mapped_column(
        sa.ForeignKey("support_case.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class DeskFilter(Base):
    """A named view of the desk that somebody made. `wanted`: the address's values, as `queries.Wanted` reads them."""

    __tablename__ = "desk_filter"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    wanted: Mapped[dict[str, Any]]


class DeskDuty(Base):
    """Whether somebody is at work, and when a case was last given to them by turn."""

    __tablename__ = "desk_duty"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    away_since: Mapped[datetime | None]
    given_at: Mapped[datetime | None]


class TrailLine(Base):
    """One thing a customer did before asking. Kept 24 hours with her consent; longer once sent with a question.

    Of somebody without an account it is known by `guest`, a hash of what only her browser holds, until it is sent.
    """

    __tablename__ = "trail_line"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    guest: Mapped[str | None] = mapped_column(index=True)
    question_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("question.id"), index=True
    )  # once sent along
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]  # search | open | rejected | not_helped | helped
    text: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
