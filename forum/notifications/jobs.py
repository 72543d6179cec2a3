"""What the worker does with what was told: the many are told, some at a time; mails are written and go."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, jobs
from forum.core.db import db, reading
from forum.notifications import asking_again, follows, kinds, queries, times, writing
from forum.notifications.actions.telling import deliver
from forum.notifications.models import Notice
from forum.notifications.saying import MAIL_JOB, MANY_JOB, Said
from forum.notifications.writing import Plan

log = logging.getLogger(__name__)

AT_ONCE_MAX = 100  # people told in one transaction: others must get at the database meanwhile
MAILS_A_BATCH = 10
TRIES_MAX = 9  # over some eight hours; the inbox has it


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


@jobs.handles(MAIL_JOB, batch=MAILS_A_BATCH)
def mail_at_once(claimed: Sequence[jobs.Claimed]) -> None:
    """Write the mails of notices that go at once, if all still holds; those of one bundle become one mail.

    One that can't be written is tried again later by itself: it holds up none of the others.
    """
    plans: list[Plan] = []
    settled: set[int] = set()
    with reading():
        for job in claimed:
            try:
                plan = Plan() if job.payload["notice"] in settled else _plan(job.payload)
            except Exception:
                plan = _later(job)
            settled.update(plan.settled)
            plans.append(plan)
    writing.carry_out(plans)


def _later(job: jobs.Claimed) -> Plan:
    tries = job.payload.get("tries", 0) + 1
    log.warning("mail of notice %s, try %s", job.payload["notice"], tries, exc_info=True)
    if tries >= TRIES_MAX:
        return Plan(settled=[job.payload["notice"]])
    return Plan(again=(job.payload | {"tries": tries}, clock.now() + timedelta(minutes=2**tries)))


def _plan(payload: dict[str, Any]) -> Plan:
    notice = db.session.get(Notice, payload["notice"], populate_existing=True)
    if notice is None or notice.mail != kinds.AT_ONCE:
        return Plan()
    found = queries.members([notice.person_id], kinds.row_of(notice.kind), notice.must_know)
    if not found or not found[0].mailable:
        return Plan(settled=[notice.id])
    goes = times.after_quiet(clock.now(), found[0].clock)
    if goes > clock.now():
        return Plan(again=(payload, goes))
    waiting = _of_one_mail(notice)
    settled = [each.id for each in waiting] or [notice.id]
    if not notice.must_know and (notice.read_at is not None or not queries.may_mail(found[0], notice.about)):
        return Plan(settled)
    person = db.session.get_one(Person, notice.person_id)
    kept = asking_again.still_true(waiting, person)
    if not kept:
        return Plan(settled)
    mail = writing.write(kept, person, found[0].epoch, payload["mail_as"], payload["mail_only"] or {})
    return Plan(settled, [each.id for each in kept], mail)


def _of_one_mail(notice: Notice) -> list[Notice]:
    """The notices that one mail tells: of one bundle those that wait as this one does."""
    if notice.bundle is None:
        return [notice]
    same = sa.select(Notice).where(
        queries.of_bundle(notice), Notice.kind == notice.kind, Notice.mail == kinds.AT_ONCE, Notice.read_at.is_(None)
    )  # fmt: skip
    return list(db.session.scalars(same.order_by(Notice.id)))
