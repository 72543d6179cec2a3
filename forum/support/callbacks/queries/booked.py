"""Calls that customers booked: of a case, of a question, of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support import policy as cases
from forum.support.callbacks import policy
from forum.support.callbacks.models import Callback, CallSlot, OwnZone
from forum.support.callbacks.queries.times import live
from forum.support.models import Case
from forum.threads.models import Question

DAY_LIST_MAX = 300


class Booked(NamedTuple):
    """A booked call with its time. `phone` is "" for whoever may not see it."""

    id: int
    case_id: int
    customer_id: int
    starts_at: datetime
    minutes: int
    agent_id: int
    agent: str
    phone: str
    note: str
    cancelled_at: datetime | None
    outcome: str

    @property
    def over(self) -> bool:
        """Is its time past?"""
        return self.starts_at + timedelta(minutes=self.minutes) < clock.now()

    @property
    def begun(self) -> bool:
        """Has its time come?"""
        return self.starts_at <= clock.now()


class DayRow(NamedTuple):
    """One line of the day list: an offered time, and the call in it if somebody booked it."""

    slot_id: int
    starts_at: datetime
    minutes: int
    agent_id: int
    agent: str
    call_id: int | None
    case_id: int | None
    phone: str | None
    note: str | None
    outcome: str | None
    title: str | None
    lang: str | None
    customer: str | None

    @property
    def begun(self) -> bool:
        """Has its time come?"""
        return self.starts_at <= clock.now()


_agent = sa.orm.aliased(Person)


_customer = sa.orm.aliased(Person)


def of_question(question_id: int, viewer: Viewer) -> tuple[int, Booked | None, bool, str] | None:
    """(open case, its call that is to come, are times offered to anybody?, zone she chose) for the asker. One query."""
    free = (
        sa.select(CallSlot.id)
        .outerjoin(Callback, live)
        .where(
            CallSlot.withdrawn_at.is_(None),
            CallSlot.starts_at >= policy.bookable_from(clock.now()),
            Callback.id.is_(None),
        )
        .exists()
    )
    row = db.session.execute(
        sa.select(Case.id.label("open_case"), free.label("offered"), OwnZone.zone, *_BOOKED_COLUMNS)
        .outerjoin(OwnZone, OwnZone.person_id == Case.customer_id)
        .outerjoin(
            Callback,
            sa.and_(Callback.case_id == Case.id, Callback.cancelled_at.is_(None), Callback.outcome == ""),
        )
        .outerjoin(CallSlot, CallSlot.id == Callback.slot_id)
        .outerjoin(Person, Person.id == CallSlot.agent_id)
        .where(Case.question_id == question_id, Case.customer_id == viewer.id, Case.closed_at.is_(None))
    ).first()
    if row is None:
        return None
    call = Booked._make(row[3:])._replace(phone="") if row[3] is not None else None
    return row.open_case, call, row.offered, row.zone or ""


def booked(case_id: int, viewer: Viewer) -> Booked | None:
    """The newest call of a case that was not cancelled, for staff and its customer. The number is for staff only."""
    row = db.session.execute(
        _BOOKED.where(Callback.case_id == case_id, Callback.cancelled_at.is_(None))
        .order_by(Callback.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    found = Booked._make(row)
    if not cases.can_work(viewer) and found.customer_id != viewer.id:
        return None
    return found if policy.can_see_phone(viewer) else found._replace(phone="")


_BOOKED_COLUMNS = (
    Callback.id,
    Callback.case_id,
    Callback.customer_id,
    CallSlot.starts_at,
    CallSlot.minutes,
    CallSlot.agent_id,
    Person.name,
    Callback.phone,
    Callback.note,
    Callback.cancelled_at,
    Callback.outcome,
)


_BOOKED = (
    sa.select(*_BOOKED_COLUMNS)
    .join(CallSlot, CallSlot.id == Callback.slot_id)
    .join(Person, Person.id == CallSlot.agent_id)
)


def call(call_id: int, viewer: Viewer) -> tuple[Callback, CallSlot]:
    """A call and its time, for staff and its customer. Raises `NotFound` for everybody else."""
    found = db.session.get(Callback, call_id)
    if found is None or not (cases.can_work(viewer) or found.customer_id == viewer.id):
        raise NotFound()
    return found, db.session.get_one(CallSlot, found.slot_id)


def coming(case_id: int) -> Callback | None:
    """The call of a case that is still to be made."""
    return db.session.scalar(
        sa.select(Callback).where(
            Callback.case_id == case_id, Callback.cancelled_at.is_(None), Callback.outcome == ""
        )
    )


def day_list(viewer: Viewer, since: datetime, until: datetime, everybody: bool = False) -> list[DayRow]:
    """Offered times and booked calls between two moments, in order: one's own, or those of all. Staff only."""
    if not cases.can_work(viewer):
        raise NotFound()
    wanted = (
        sa.select(
            CallSlot.id,
            CallSlot.starts_at,
            CallSlot.minutes,
            CallSlot.agent_id,
            _agent.name.label("agent"),
            Callback.id.label("call_id"),
            Callback.case_id,
            Callback.phone,
            Callback.note,
            Callback.outcome,
            Question.title,
            Question.lang,
            _customer.name.label("customer"),
        )
        .join(_agent, _agent.id == CallSlot.agent_id)
        .outerjoin(Callback, live)
        .outerjoin(Case, Case.id == Callback.case_id)
        .outerjoin(Question, Question.id == Case.question_id)
        .outerjoin(_customer, _customer.id == Callback.customer_id)
        .where(
            CallSlot.starts_at >= since,
            CallSlot.starts_at < until,
            sa.or_(CallSlot.withdrawn_at.is_(None), Callback.id.is_not(None)),
        )
        .order_by(CallSlot.starts_at, CallSlot.id)
        .limit(DAY_LIST_MAX)
    )
    if not everybody:
        wanted = wanted.where(CallSlot.agent_id == viewer.id)
    return [DayRow._make(row) for row in db.session.execute(wanted)]
