"""Times that agents offer, the calls that customers booked, and the time zone each of them reads times in."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("call_slot", "callback", "own_zone")

_FREE = "withdrawn_at IS NULL"
_LIVE = "cancelled_at IS NULL"
_COMING = "cancelled_at IS NULL AND outcome = ''"


class CallSlot(Base):
    """A time at which an agent can call somebody: `minutes` from `starts_at`."""

    __tablename__ = "call_slot"
    __table_args__ = (
        sa.Index("ix_call_slot_next", "starts_at", "agent_id"),
        sa.Index(
            "uq_call_slot_offered",
            "agent_id",
            "starts_at",
            unique=True,
            sqlite_where=sa.text(_FREE),
            postgresql_where=sa.text(_FREE),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    topic_ids: Mapped[list[int]] = mapped_column(sa.JSON(), default=list)  # empty: any topic
    offered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Callback(Base):
    """A call that a customer booked. `phone` is for staff only and is emptied a while after the call."""

    __tablename__ = "callback"
    __table_args__ = (
        # However many press at once: a time is given to one of them, and a case has one call ahead.
        sa.Index(
            "uq_callback_slot",
            "slot_id",
            unique=True,
            sqlite_where=sa.text(_LIVE),
            postgresql_where=sa.text(_LIVE),
        ),
        sa.Index(
            "uq_callback_case",
            "case_id",
            unique=True,
            sqlite_where=sa.text(_COMING),
            postgresql_where=sa.text(_COMING),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("call_slot.id"))
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("support_case.id"))
    customer_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    phone: Mapped[str]
    note: Mapped[str] = mapped_column(default="")  # what the customer wants to talk about
    uid: Mapped[str]  # of the calendar entry, the same through all its changes (RFC 5545)
    sequence: Mapped[int] = mapped_column(default=0)  # grows with every change of it
    booked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    outcome: Mapped[str] = mapped_column(default="")  # reached | missed, by whoever called
    outcome_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class OwnZone(Base):
    """The time zone that a person chose to read times in."""

    __tablename__ = "own_zone"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    zone: Mapped[str]
