"""Stop and go of the promise's clock, counting it anew, and asking a person before it is over."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa

from forum import hours
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import TooMany
from forum.core.text import N_
from forum.hours.calendar import Calendar
from forum.support import actions as cases
from forum.support import queries as case_queries
from forum.support.models import Case
from forum.support.promise import queries
from forum.support.promise.models import PromisePause
from forum.threads import queries as threads
from forum.threads.models import Question
from forum.topics import queries as topics

_CASE, _QUESTION, _PAUSE = (cast(sa.Table, model.__table__) for model in (Case, Question, PromisePause))
AT_ONCE = 500  # questions counted anew in one statement


def ask_person(question: Question, by: Person, note: str = "") -> Case:
    """The asker wants a person now. How often a day depends on what others think of her answers.

    Raises `TooMany` with the seconds until she may ask again. A question that is with the team already costs nothing.
    """
    if case_queries.open_case_of(question.id) is None:
        db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())
        again = queries.may_ask_again_at(by)
        if again is not None:
            wait = math.ceil((again - clock.now()).total_seconds())
            raise TooMany(N_("You asked a person as often as one may in a day."), seconds=max(1, wait))
    return cases.escalate(question, "asked", by=by, note=note)


def pause(question_id: int) -> bool:
    """We wait for the customer: her promise's clock stands still. False where none runs."""
    question = threads.locked_question(question_id)
    now = clock.now()
    if (
        question.due_at is None
        or question.due_at <= now
        or question.paused_at is not None
        or question.staff_answered_at is not None
        or question.solved
    ):
        return False
    left = hours.between(now, question.due_at)
    db.session.add(PromisePause(question_id=question.id, since=now, left_seconds=int(left.total_seconds())))
    question.paused_at = now
    db.session.flush()
    return True


def resume(question_id: int) -> bool:
    """It is our turn again: what was left of the opening time is left from now on. False where nothing was paused."""
    running = queries.running_pause(question_id)
    if running is None:
        return False
    question = threads.locked_question(question_id)
    running.until = clock.now()
    question.paused_at = None
    question.due_at = hours.calendar().later(running.until, timedelta(seconds=running.left_seconds))
    db.session.flush()
    return True


def end(question_id: int) -> None:
    """The case is closed: a clock that stood still promises nothing any more."""
    running = queries.running_pause(question_id)
    if running is None:
        return
    question = threads.locked_question(question_id)
    running.until = clock.now()
    question.paused_at = question.due_at = None
    db.session.flush()


def count_anew(topic_id: int | None = None) -> int:
    """Count all clocks that run, or stand still, from the moment of asking: hours or a promise have changed.

    One that would be over by that keeps its time: nobody is late because of a setting. What lapsed stays lapsed.
    Returns how many moved.
    """
    calendar, now, promised = hours.calendar(), clock.now(), topics.by_id()
    runs = [Question.due_at > now, Question.staff_answered_at.is_(None), Question.solved_at.is_(None)]
    stands = [Question.paused_at.is_not(None)]
    wanted = sa.select(
        Question.id, Question.topic_id, Question.created_at, Question.due_at, Question.paused_at
    ).where(sa.or_(sa.and_(*runs), *stands), Question.due_at.is_not(None))
    if topic_id is not None:
        wanted = wanted.where(Question.topic_id == topic_id)
    rows = db.session.execute(wanted.order_by(Question.id)).all()
    moved = 0
    for start in range(0, len(rows), AT_ONCE):
        moved += _count_some(rows[start : start + AT_ONCE], calendar, promised)
    return moved


def _count_some(rows: Any, calendar: Calendar, promised: dict[int, topics.TopicRow]) -> int:
    now = clock.now()
    paused = queries.paused_time([row.id for row in rows], calendar)
    moved, left = [], []
    for row in rows:
        whole = timedelta(hours=promised[row.topic_id].promise_hours) + paused.get(row.id, timedelta())
        due = calendar.later(row.created_at, whole)
        if due <= (row.paused_at or now) or due == row.due_at:
            continue
        moved.append({"number": row.id, "before": row.due_at, "due": due})
        if row.paused_at is not None:
            seconds = int(calendar.between(row.paused_at, due).total_seconds())
            left.append({"number": row.id, "seconds": seconds})
    if moved:
        # Only clocks that nobody touched meanwhile; a case of the question that was due with it moves along.
        of = (Question.id == sa.bindparam("number"), Question.due_at == sa.bindparam("before"))
        cases_of = (Case.question_id == sa.bindparam("number"), Case.due_at == sa.bindparam("before"))
        _many(sa.update(_CASE).where(*cases_of).values(due_at=sa.bindparam("due")), moved)
        _many(sa.update(_QUESTION).where(*of).values(due_at=sa.bindparam("due")), moved)
    if left:
        pauses = (PromisePause.question_id == sa.bindparam("number"), PromisePause.until.is_(None))
        _many(
            sa.update(_PAUSE).where(*pauses).values(left_seconds=sa.bindparam("seconds")),
            left,
        )
    return len(moved)


def _many(statement: sa.Update, values: list[dict[str, Any]]) -> None:
    db.session.execute(statement, values)
