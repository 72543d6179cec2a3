"""Before a mail goes: is it still true, and may she still know it? Minutes or a night passed since it was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, jobs, targets
from forum.core.db import db, upsert
from forum.core.errors import NotFound
from forum.core.roles import GUEST, Viewer
from forum.core.targets import Target
from forum.notifications import kinds
from forum.notifications.models import DigestDue, Notice
from forum.notifications.saying import MAIL_JOB, Said


def still_true(notices: Sequence[Notice], person: Person) -> list[Notice]:
    """Those that may be mailed to her now: what they tell of is there for her, and was not undone."""
    seen = visible(notices, person)
    kept = []
    for notice in notices:
        still = kinds.of(notice.kind).still
        if notice.id in seen and (still is None or still(person, notice.values)):
            kept.append(notice)
    return kept


def visible(notices: Sequence[Notice], viewer: Viewer) -> set[int]:
    """Ids of those whose `thing` this viewer may see; one lookup for each kind of thing, however many notices."""
    things = {notice.id: _target(notice.thing, notice.about) for notice in notices}
    shown = targets.show_many([t for t in dict.fromkeys(things.values()) if t is not None], viewer)
    return {number for number, target in things.items() if target is None or target in shown}


def may_see(person_ids: Sequence[int], said: Said) -> Sequence[int]:
    """Those who may see what they would be told of. Asked one by one only of what is not public."""
    target = _target(said.thing, said.about)
    if target is None or not person_ids or targets.show_many([target], GUEST):
        return person_ids
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)).all()
    return [person.id for person in people if targets.show_many([target], person)]


def _target(thing: str | None, about: str | None) -> Target | None:
    """The target that a notice tells of: `thing`, else the question that it is about. None for what is none (a badge):
    kinds say themselves whether that still holds."""
    named = thing or about
    if named is None:
        return None
    try:
        return targets.parse(named.replace("private:", "question:"))
    except NotFound:
        return None


def holds(told: dict[str, Any]) -> bool:
    """Does a written mail still say what is true, all of it? Asked by `core.sending`, which writes nothing meanwhile."""
    return len(_rest(told)) == len(told["notices"])


def write_again(told: dict[str, Any]) -> None:
    """Part of what a written mail says was undone: what is left goes with another one."""
    for notice in _rest(told):
        notice.mail, notice.mailed_at = told["digest"] or kinds.AT_ONCE, None
        if told["digest"]:
            due = upsert(DigestDue.__table__).values(
                person_id=notice.person_id, cadence=told["digest"], due_at=clock.now()
            )
            db.session.execute(due.on_conflict_do_nothing())
        else:
            jobs.enqueue(MAIL_JOB, {"notice": notice.id, "mail_as": None, "mail_only": None})


def _rest(told: dict[str, Any]) -> list[Notice]:
    found = db.session.scalars(
        sa.select(Notice)
        .where(Notice.id.in_(told["notices"]))
        .order_by(Notice.id)
        .execution_options(populate_existing=True)
    ).all()
    if not found:
        return []
    return still_true(found, db.session.get_one(Person, found[0].person_id))
