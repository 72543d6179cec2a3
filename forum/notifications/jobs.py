"""What the worker does with what was told: the many are told, some at a time; mails are written and go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, jobs
from forum.core.db import db
from forum.notifications import asking_again, follows, kinds, queries, times, writing
from forum.notifications.actions.telling import deliver
from forum.notifications.models import Notice
from forum.notifications.saying import MAIL_JOB, MANY_JOB, Said

AT_ONCE_MAX = 200  # people told in one transaction: others must get at the database meanwhile


@jobs.handles(MANY_JOB)
def tell_many(claimed: Sequence[jobs.Claimed]) -> None:
    """Tell the next of them; the rest is another job, in the same transaction: a worker that dies tells nobody twice."""
    for job in claimed:
        payload = job.payload
        said = Said(**payload["said"])
        people, rest = _next_people(payload)
        deliver(asking_again.may_see(people, said), said)
        if rest is not None:
            jobs.enqueue(MANY_JOB, rest)


def _next_people(payload: dict[str, Any]) -> tuple[list[int], dict[str, Any] | None]:
    if "people" in payload:
        people, rest = payload["people"][:AT_ONCE_MAX], payload["people"][AT_ONCE_MAX:]
        return people, payload | {"people": rest} if rest else None
    found = follows.following(payload["things"], payload["after"], AT_ONCE_MAX)
    rest = payload | {"after": found[-1]} if len(found) == AT_ONCE_MAX else None
    return [each for each in found if each not in payload["but_not"]], rest


@jobs.handles(MAIL_JOB)
def mail_at_once(claimed: Sequence[jobs.Claimed]) -> None:
    """Write the mails of notices that go at once, if all still holds; those of one bundle become one mail."""
    for job in claimed:
        notice = db.session.get(Notice, job.payload["notice"], populate_existing=True)
        if notice is not None and notice.mail == kinds.AT_ONCE:
            _mail(notice, job.payload)


def _mail(notice: Notice, payload: dict[str, Any]) -> None:
    person = db.session.get_one(Person, notice.person_id)
    found = queries.members([person.id], kinds.row_of(notice.kind), notice.must_know)
    if not found or not found[0].mailable:
        notice.mail = None
        return
    later = times.after_quiet(clock.now(), found[0].clock)
    if later > clock.now():
        jobs.enqueue(MAIL_JOB, payload, later)
        return
    waiting = _of_one_mail(notice)
    for each in waiting:
        each.mail = None
    if notice.must_know or (notice.read_at is None and queries.may_mail(found[0], notice.about)):
        kept = asking_again.still_true(waiting, person)
        if kept:
            writing.send(kept, person, payload["mail_as"], payload["mail_only"] or {})


def _of_one_mail(notice: Notice) -> list[Notice]:
    """The notices that one mail tells: of one bundle those that wait as this one does."""
    if notice.bundle is None:
        return [notice]
    same = sa.select(Notice).where(
        queries.of_bundle(notice), Notice.kind == notice.kind, Notice.mail == kinds.AT_ONCE, Notice.read_at.is_(None)
    )  # fmt: skip
    return list(db.session.scalars(same.order_by(Notice.id)))
