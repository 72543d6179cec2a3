"""What happens to offered times and booked calls. Each writes its audit entry; telling people is in the same transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db, upsert
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.text import N_
from forum.support.callbacks import notices, policy, queries, zones
from forum.support.callbacks.models import Callback, CallSlot, OwnZone
from forum.support.models import Case
from forum.threads.models import Question

_NUMBER = re.compile(r"\+?[\d\s()./-]+")
_TAKEN = N_("Somebody was quicker and has this time now. Choose another one.")


def offer(
    by: Person,
    day: date,
    start: time,
    end: time,
    minutes: int,
    zone: str,
    topic_ids: Sequence[int] = (),
    weeks: int = 1,
) -> int:
    """Offer calls of `minutes` between two clock times of `day` in `zone`, and on the same day of the next weeks.

    Returns how many times were added; those that overlap what is offered already, and past ones, are left out.
    Raises `Invalid` with a sentence per field.
    """
    ensure(policy.can_offer(by))
    now = clock.now()
    starts: list[datetime] = []
    for week in range(weeks):
        found = zones.beginnings(day + timedelta(weeks=week), start, end, minutes, zone)
        if found is None:
            raise Invalid(errors={"start": N_("On one of these days the clock jumps over this time.")})
        starts += found
    starts = [each for each in starts if now < each < now + timedelta(days=policy.AHEAD_DAYS)]
    if len(starts) > policy.SLOTS_AT_ONCE_MAX:
        raise Invalid(errors={"minutes": N_("These are too many times at once.")})
    # Two offers of one agent at the same moment must see each other: the person's row is kept still.
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())
    taken = queries.overlapping(by.id, starts, minutes)
    fresh = [each for each in starts if each not in taken]
    for each in fresh:
        db.session.add(
            CallSlot(
                agent_id=by.id, starts_at=each, minutes=minutes, topic_ids=list(topic_ids), offered_at=now
            )
        )
    if fresh:
        audit.record(by, "offered to call", f"person:{by.id}", times=len(fresh), since=fresh[0].isoformat())
    db.session.flush()
    return len(fresh)


def withdraw(slot_id: int, by: Person) -> None:
    """Take back a time that nobody booked. Raises `Conflict` when somebody did."""
    slot = queries.slot(slot_id, lock=True)
    ensure(policy.can_withdraw(by, slot))
    booked = sa.select(Callback.id).where(Callback.slot_id == slot.id, Callback.cancelled_at.is_(None))
    if db.session.scalar(booked) is not None:
        raise Conflict(N_("A customer booked this time. Cancel the call instead."))
    slot.withdrawn_at = clock.now()


def book(case: Case, slot_id: int, by: Person, phone: str, note: str = "") -> Callback:
    """Book a time for the customer of an open case; she and the agent are told, with a calendar entry.

    Raises `Invalid` (phone, note), `NotFound` for a time that can't be booked, `Conflict` for one that is taken.
    """
    ensure(policy.can_book(by, case))
    number, note = _phone(phone), _note(note)
    if queries.coming(case.id) is not None:
        raise Conflict(N_("A call is booked for this case already. Move it instead."))
    slot = _bookable(case, slot_id)
    call = Callback(
        slot_id=slot.id,
        case_id=case.id,
        customer_id=case.customer_id,
        phone=number,
        note=note,
        uid=f"call-{uuid4()}",
        booked_at=clock.now(),
    )
    _take(lambda: db.session.add(call))
    audit.record(by, "booked a call", f"case:{case.id}", at=slot.starts_at.isoformat())
    notices.booked(call, slot, _question(case))
    return call


def move(call: Callback, slot_id: int, by: Person, phone: str, note: str = "") -> None:
    """Give the call another time: the same calendar entry, changed. Raises as `book` does."""
    slot = queries.slot(call.slot_id)
    case = db.session.get_one(Case, call.case_id)
    ensure(policy.can_book(by, case) and policy.can_change(by, call, slot, clock.now()))
    call.phone, call.note = _phone(phone), _note(note)
    if slot_id == slot.id:
        return
    before, wanted = slot, _bookable(case, slot_id)
    was = call.slot_id

    def give() -> None:
        call.slot_id, call.sequence, call.reminded_at = wanted.id, call.sequence + 1, None

    try:
        _take(give)
    except Conflict:
        call.slot_id = was
        raise
    audit.record(by, "moved a call", f"case:{case.id}", at=wanted.starts_at.isoformat())
    notices.moved(call, before, wanted, _question(case))


def cancel(call: Callback, by: Person | None, because: str = "") -> None:
    """The call is not made; its time is free again. Both are told, whoever cancelled is not."""
    slot = queries.slot(call.slot_id)
    if by is not None:
        ensure(policy.can_change(by, call, slot, clock.now()))
    call.cancelled_at = clock.now()
    call.cancelled_by_id = by.id if by else None
    call.sequence += 1
    db.session.flush()
    audit.record(by, "cancelled a call", f"case:{call.case_id}", because, at=slot.starts_at.isoformat())
    notices.cancelled(call, slot, _question(db.session.get_one(Case, call.case_id)), by)


def say_outcome(call: Callback, outcome: str, by: Person) -> None:
    """What came of it: reached | missed (nobody answered; the customer may book another time)."""
    slot = queries.slot(call.slot_id)
    ensure(policy.can_tell_outcome(by, call, slot, clock.now()))
    if outcome not in ("reached", "missed"):
        raise NotFound()
    call.outcome, call.outcome_at = outcome, clock.now()
    audit.record(by, "called", f"case:{call.case_id}", outcome)
    if outcome == "missed":
        notices.missed(call, _question(db.session.get_one(Case, call.case_id)))


def choose_zone(zone: str, by: Person) -> None:
    """Remember the time zone that `by` reads times in. Unknown ones are refused (`Invalid`)."""
    if not zones.is_known(zone):
        raise Invalid(errors={"zone": N_("Choose a time zone of the list.")})
    statement = upsert(OwnZone.__table__).values(person_id=by.id, zone=zone)
    db.session.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_={"zone": zone}))


def case_closed(case_id: int) -> None:
    """Nothing is left to talk about: a call that is still ahead is cancelled."""
    call = queries.coming(case_id)
    if call is not None and queries.slot(call.slot_id).starts_at > clock.now():
        cancel(call, None, N_("the case was closed"))


def remind_due() -> int:
    """By the clock: remind both of calls that begin within the hour, once."""
    now = clock.now()
    soon = now + timedelta(minutes=policy.REMIND_MINUTES)
    rows = db.session.execute(
        sa.select(Callback, CallSlot)
        .join(CallSlot, CallSlot.id == Callback.slot_id)
        .where(
            Callback.cancelled_at.is_(None),
            Callback.reminded_at.is_(None),
            CallSlot.starts_at > now,
            CallSlot.starts_at <= soon,
        )
    ).all()
    for call, slot in rows:
        call.reminded_at = now
        if call.booked_at < slot.starts_at - timedelta(minutes=policy.REMIND_MINUTES):
            notices.reminder(call, slot, _question(db.session.get_one(Case, call.case_id)))
    return len(rows)


def forget_old() -> int:
    """By the clock: numbers and notes of calls long past, and old times that nobody booked."""
    before = clock.now() - timedelta(days=policy.PHONE_DAYS)
    old = sa.select(CallSlot.id).where(CallSlot.starts_at < before)
    kept = sa.or_(Callback.phone != "", Callback.note != "")
    gone = db.session.execute(
        sa.update(Callback).where(Callback.slot_id.in_(old), kept).values(phone="", note="")
    )
    used = sa.select(Callback.slot_id)
    db.session.execute(sa.delete(CallSlot).where(CallSlot.starts_at < before, CallSlot.id.not_in(used)))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _bookable(case: Case, slot_id: int) -> CallSlot:
    """The time, kept still. That nobody else has it is said by the database alone, when it is taken."""
    slot = queries.slot(slot_id, lock=True)
    question = _question(case)
    fits = not slot.topic_ids or question.topic_id in slot.topic_ids
    if slot.withdrawn_at is not None or not fits or not queries.still_works(slot.agent_id):
        raise NotFound()
    if slot.starts_at < policy.bookable_from(clock.now()):
        raise Conflict(N_("This time is too near or past. Choose another one."))
    return slot


def _take(write: Callable[[], object]) -> None:
    try:
        with db.session.begin_nested():
            write()
            db.session.flush()
    except IntegrityError:
        raise Conflict(_TAKEN) from None


def _question(case: Case) -> Question:
    return db.session.get_one(Question, case.question_id)


def _phone(said: str) -> str:
    digits = sum(c.isdigit() for c in said)
    if not _NUMBER.fullmatch(said) or not said.isascii() or not 6 <= digits <= 15 or len(said) > 40:
        raise Invalid(
            errors={"phone": N_("Write a telephone number with its country code, as +46 70 123 45 67.")}
        )
    return said.strip()


def _note(said: str) -> str:
    if len(said) > policy.NOTE_CHARS:
        raise Invalid(errors={"note": N_("This is too long.")})
    return said
