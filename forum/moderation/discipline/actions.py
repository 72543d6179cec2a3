"""Warn, silence, suspend; undo it; say something to it, and decide that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import audit, clock, events, targets
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean, clean_line
from forum.moderation import actions as posts
from forum.moderation import policy as moderation
from forum.moderation.discipline import notices, policy, recording
from forum.moderation.discipline.models import Appeal, Measure
from forum.threads.models import Answer, Question

_DID = {"warning": "warned", "silence": "silenced"}
_UNDOING = {"hiding": "showing", "deletion": "restoration", "closure": "reopening"}


def take(
    person: Person, kind: str, by: Viewer, because: str, days: int = 0, note: str = "", target: str = ""
) -> Measure:
    """Warn, silence or suspend somebody, and tell her why and until when.

    `days`: how long, one of `policy.DAYS`; `policy.NO_END` for a suspension without an end. `target`: the post that led
    to it. A longer silence or suspension takes the place of one that stands. Raises `NotAllowed`, `Invalid`.
    """
    if kind not in policy.ON_PEOPLE:
        raise NotFound()
    person = _locked(person.id)
    ensure(policy.can_discipline(by, person, kind))
    because, note = clean_line(because), clean_line(note)
    _check(kind, because, days, note)
    until = clock.now() + timedelta(days=days) if kind in policy.TIMED and days else None
    if kind == "suspension":
        accounts.suspend(person, by, because, until)  # which is heard below: admins suspend elsewhere too
        made = _standing(person.id, "suspension")[-1]
        made.note, made.target = note, target
        return made
    made = _write(person.id, kind, by.id, because, until)
    made.note, made.target = note, target
    audit.record(by, _DID[kind], f"person:{person.id}", because, until=_said(until), measure=made.id)
    _in_force(person)
    _tell(made, person, by.id)
    return made


@events.on("person.suspended")
def suspended(
    person_id: int, by_id: int | None, because: str, until: datetime | None, **_values: Any
) -> None:
    """Somebody was suspended, wherever: written down with the other measures, and told."""
    _tell(
        _write(person_id, "suspension", by_id, because, until), db.session.get_one(Person, person_id), by_id
    )


@events.on("person.let_back")
def let_back(person_id: int, by_id: int | None, because: str, **_values: Any) -> None:
    """The suspension was lifted, wherever."""
    for measure in _standing(person_id, "suspension"):
        measure.ended_at, measure.ended_by_id, measure.ended_because = clock.now(), by_id, because
        notices.undone(measure, db.session.get_one(Person, person_id))


def undo(measure: Measure, by: Viewer, because: str) -> None:
    """As if it had not been: the account works again, the post stands again. Twice is once. Raises `NotAllowed`, `Invalid`."""
    because = _reason(because)
    measure = locked(measure.id)
    if measure.ended_at is not None:
        return
    if measure.kind in policy.ON_POSTS:
        _give_back(measure, by, because)
        return
    person = _locked(measure.person_id)
    ensure(policy.can_undo(by, measure, person))
    if measure.kind == "suspension":
        accounts.lift_suspension(person, by, because)
    else:
        measure.ended_at, measure.ended_by_id, measure.ended_because = clock.now(), by.id, because
        audit.record(by, "undid", f"person:{person.id}", because, kind=measure.kind, measure=measure.id)
        _in_force(person)
        notices.undone(measure, person)
    events.emit("member.disciplined", person_id=person.id, kind="", until=None, by_id=by.id)


def appeal(measure: Measure, text: str) -> Appeal:
    """What the person concerned says to it, once; who she is, the page asked. Raises `Invalid`, `Conflict`."""
    measure = locked(measure.id)
    text = clean(text).strip()
    if db.session.scalar(sa.select(Appeal.id).where(Appeal.measure_id == measure.id)) is not None:
        raise Conflict(N_("You have written to us about this already."))
    if not policy.can_appeal(measure):
        raise Invalid(
            N_("It is too late to write about this."), {"text": N_("It is too late to write about this.")}
        )
    if not text or len(text) > policy.APPEAL_MAX_CHARS:
        message = N_("Say in some sentences why we should decide otherwise.")
        raise Invalid(message, {"text": message})
    made = Appeal(measure_id=measure.id, text=text, at=clock.now())
    db.session.add(made)
    person = db.session.get_one(Person, measure.person_id)
    audit.record(person, "appealed", f"person:{person.id}", measure=measure.id)
    notices.appealed(measure, person)
    return made


def decide(appeal: Appeal, granted: bool, by: Viewer, because: str) -> None:
    """Another moderator says whether it stands; granted, it is undone at once. Raises `NotAllowed`, `Invalid`."""
    because = _reason(because)
    measure = locked(appeal.measure_id)
    appeal = db.session.get_one(Appeal, appeal.id, populate_existing=True)
    ensure(
        policy.can_decide(by, appeal, measure), N_("Somebody who did not take the decision must decide this.")
    )
    appeal.decided_at, appeal.decided_by_id = clock.now(), by.id
    appeal.granted, appeal.because = granted, because
    did = "granted the appeal of" if granted else "declined the appeal of"
    audit.record(by, did, f"person:{measure.person_id}", because, measure=measure.id)
    if granted:
        undo(measure, by, because)
    notices.decided(appeal, measure, db.session.get_one(Person, measure.person_id))


def end_over() -> int:
    """By the clock: open the accounts whose time is over. Returns how many."""
    now, p = clock.now(), Person
    over = db.session.scalars(
        sa.select(p)
        .where(sa.or_(p.suspended_until <= now, p.silenced_until <= now))
        .order_by(p.id)
        .limit(200)
    ).all()
    for person in over:
        _in_force(_locked(person.id))
        events.emit("member.disciplined", person_id=person.id, kind="", until=None, by_id=None)
    return len(over)


def locked(measure_id: int) -> Measure:
    """The measure, kept still. Raises `NotFound`."""
    found = db.session.scalars(
        sa.select(Measure)
        .where(Measure.id == measure_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _give_back(measure: Measure, by: Viewer, because: str) -> None:
    """A post's measure is undone by the deed that undoes it; comments know hiding only."""
    target = targets.parse(measure.target)
    if target.kind in ("question", "answer"):
        model = Question if target.kind == "question" else Answer
        post = cast("Question | Answer | None", db.session.get(model, target.number))
        if post is not None:
            posts.moderate(post, _UNDOING[measure.kind], by, because)
    else:
        ensure(moderation.can_moderate(by))
        kind = targets.kind_of(target)
        assert kind.show is not None
        kind.show(target.number, by, because)
    recording.ended((measure.kind,), measure.target, by, because)


def _in_force(person: Person) -> None:
    """Make the account say what its measures say: the longest silence and suspension that stand."""
    now = clock.now()
    silences = [each.until for each in _standing(person.id, "silence") if each.until and each.until > now]
    person.silenced_until = max(silences, default=None)
    accounts.end_suspension(person)


def _standing(person_id: int, kind: str) -> list[Measure]:
    m = Measure
    db.session.flush()
    chosen = sa.select(m).where(m.person_id == person_id, m.kind == kind, m.ended_at.is_(None)).order_by(m.id)
    return list(db.session.scalars(chosen))


def _write(person_id: int, kind: str, by_id: int | None, because: str, until: datetime | None) -> Measure:
    made = Measure(person_id=person_id, kind=kind, because=because, at=clock.now(), until=until, by_id=by_id)
    db.session.add(made)
    db.session.flush()
    return made


def _tell(measure: Measure, person: Person, by_id: int | None) -> None:
    notices.taken(measure, person)
    events.emit(
        "member.disciplined", person_id=person.id, kind=measure.kind, until=measure.until, by_id=by_id
    )


def _locked(person_id: int) -> Person:
    return db.session.scalars(
        sa.select(Person)
        .where(Person.id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _check(kind: str, because: str, days: int, note: str) -> None:
    errors = {}
    if not because or len(because) > moderation.BECAUSE_MAX_CHARS:
        errors["because"] = N_("Say why, in a sentence or two: the person reads it.")
    if (
        kind in policy.TIMED
        and days not in policy.DAYS
        and not (kind == "suspension" and days == policy.NO_END)
    ):
        errors["days"] = N_("Choose how long.")
    if len(note) > policy.NOTE_MAX_CHARS:
        errors["note"] = N_("This is too long: one or two sentences are enough.")
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)


def _reason(because: str) -> str:
    because = clean_line(because)
    if not because or len(because) > moderation.BECAUSE_MAX_CHARS:
        message = N_("Say why, in a sentence or two: the person reads it.")
        raise Invalid(message, {"because": message})
    return because


def _said(until: datetime | None) -> str | None:
    return until.isoformat() if until else None
