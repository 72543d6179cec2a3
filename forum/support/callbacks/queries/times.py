"""Times that agents offer: those still free, those that would overlap; and the zone somebody reads times in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.support.callbacks import policy
from forum.support.callbacks.models import Callback, CallSlot, OwnZone

FREE_MAX = 400  # times that one customer chooses among


STAFF_ROLES = ("agent", "moderator", "admin")


class FreeSlot(NamedTuple):
    """A time that may be booked."""

    id: int
    agent_id: int
    starts_at: datetime
    minutes: int


live = sa.and_(Callback.slot_id == CallSlot.id, Callback.cancelled_at.is_(None))


def free_slots(topic_id: int, prefer: int | None = None) -> list[FreeSlot]:
    """Times that a customer with a question of this topic may book, soonest first, each beginning once.

    `prefer`: the agent who is given where several can call at the same time.
    """
    now = clock.now()
    rows = db.session.execute(
        sa.select(CallSlot.id, CallSlot.agent_id, CallSlot.starts_at, CallSlot.minutes, CallSlot.topic_ids)
        .join(Person, Person.id == CallSlot.agent_id)
        .outerjoin(Callback, live)
        .where(
            CallSlot.withdrawn_at.is_(None),
            CallSlot.starts_at >= policy.bookable_from(now),
            CallSlot.starts_at < now + timedelta(days=policy.AHEAD_DAYS),
            Callback.id.is_(None),
            *at_work(),
        )
        .order_by(CallSlot.starts_at, CallSlot.id)
        .limit(FREE_MAX)
    )
    found: dict[datetime, FreeSlot] = {}
    for row in rows:
        if row.topic_ids and topic_id not in row.topic_ids:
            continue
        if row.starts_at not in found or row.agent_id == prefer:
            found[row.starts_at] = FreeSlot(row.id, row.agent_id, row.starts_at, row.minutes)
    return list(found.values())


def still_works(agent_id: int) -> bool:
    """Is the agent of an offered time still one?"""
    return db.session.scalar(sa.select(Person.id).where(Person.id == agent_id, *at_work())) is not None


def at_work() -> tuple[sa.ColumnElement[bool], ...]:
    return (Person.role.in_(STAFF_ROLES), Person.suspended_at.is_(None), Person.erased_at.is_(None))


def slot(slot_id: int, lock: bool = False) -> CallSlot:
    """An offered time; `lock` keeps it still until the transaction ends. Raises `NotFound`."""
    wanted = sa.select(CallSlot).where(CallSlot.id == slot_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NotFound()
    return found


def overlapping(agent_id: int, starts: Sequence[datetime], minutes: int) -> set[datetime]:
    """Which of these beginnings would lie within a time that the agent offers already."""
    if not starts:
        return set()
    longest = timedelta(minutes=max(policy.MINUTES))
    length = timedelta(minutes=minutes)
    rows = db.session.execute(
        sa.select(CallSlot.starts_at, CallSlot.minutes).where(
            CallSlot.agent_id == agent_id,
            CallSlot.withdrawn_at.is_(None),
            CallSlot.starts_at > min(starts) - longest,
            CallSlot.starts_at < max(starts) + length,
        )
    ).all()
    taken = [(row.starts_at, row.starts_at + timedelta(minutes=row.minutes)) for row in rows]
    return {each for each in starts if any(each < ends and begins < each + length for begins, ends in taken)}


def zone_of(person_id: int | None) -> str:
    """The time zone this person chose, or ""."""
    if person_id is None:
        return ""
    return db.session.scalar(sa.select(OwnZone.zone).where(OwnZone.person_id == person_id)) or ""
