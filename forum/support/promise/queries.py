"""Reads of pauses, and of how often somebody asked a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.roles import is_staff
from forum.hours.calendar import Calendar
from forum.support.models import Case
from forum.support.promise import policy
from forum.support.promise.models import PromisePause
from forum.threads.models import Answer


def running_pause(question_id: int) -> PromisePause | None:
    """The pause that has not ended."""
    return db.session.scalar(
        sa.select(PromisePause).where(PromisePause.question_id == question_id, PromisePause.until.is_(None))
    )


def paused_time(question_ids: Iterable[int], calendar: Calendar) -> dict[int, timedelta]:
    """{question: opening time of its pauses that have ended}, for those that had any."""
    rows = db.session.execute(
        sa.select(PromisePause.question_id, PromisePause.since, PromisePause.until).where(
            PromisePause.question_id.in_(list(question_ids)), PromisePause.until.is_not(None)
        )
    )
    found: dict[int, timedelta] = {}
    for number, since, until in rows:
        if until is not None:
            found[number] = found.get(number, timedelta()) + calendar.between(since, until)
    return found


def may_ask_again_at(person: Person) -> datetime | None:
    """When somebody may ask a person again; None: now. Staff may always."""
    if is_staff(person):
        return None
    now = clock.now()
    accepted = db.session.scalar(
        sa.select(Answer.id)
        .where(Answer.author_id == person.id, Answer.accepted_at.is_not(None), Answer.hidden_at.is_(None))
        .limit(1)
    )
    allowed = policy.a_day(person.created_at, accepted is not None, now)
    # The one that must be a day old before one more is allowed: the oldest of the last `allowed`.
    oldest = db.session.scalar(
        sa.select(Case.opened_at)
        .where(Case.opened_by_id == person.id, Case.because == "asked", Case.opened_at > now - policy.WINDOW)
        .order_by(Case.opened_at.desc(), Case.id.desc())
        .offset(allowed - 1)
        .limit(1)
    )
    return oldest + policy.WINDOW if oldest is not None else None
