"""What the clock hears: states of cases, new hours, new promises."""

from __future__ import annotations

from typing import Any

from forum import hours
from forum.core import clock, events, jobs
from forum.core.db import db
from forum.support.models import Case
from forum.support.promise import actions
from forum.threads.models import Question
from forum.topics import queries as topics


@events.on("case.state")
def case_moved(case_id: int, before: str, after: str, **_values: Any) -> None:
    """Waiting for the customer stops the clock; when it is our turn again it goes on, or a new one starts."""
    case = db.session.get_one(Case, case_id)
    if after == "waiting":
        actions.pause(case.question_id)
    elif after == "closed":
        actions.end(case.question_id)
    elif after in ("new", "open") and before in ("waiting", "resolved", "closed"):
        _our_turn(case)


def _our_turn(case: Case) -> None:
    question = db.session.get_one(Question, case.question_id)
    if actions.resume(question.id):
        case.due_at = question.due_at
    elif case.first_reply_at is not None:
        # The promise was kept once; she wrote again and is owed an answer in the same time.
        case.due_at = hours.deadline(clock.now(), topics.by_id()[question.topic_id].promise_hours)


@events.on("case.opened")
def case_opened(case_id: int, **_values: Any) -> None:
    """Nothing was promised for it (an old question, one that was answered before): from now on it is."""
    case = db.session.get_one(Case, case_id)
    question = db.session.get_one(Question, case.question_id)
    if question.due_at is None or question.staff_answered_at is not None:
        case.due_at = hours.deadline(clock.now(), topics.by_id()[question.topic_id].promise_hours)


@events.on("hours.changed")
def hours_changed(**_values: Any) -> None:
    """All clocks are counted anew, by the worker."""
    jobs.enqueue("promise.count", {"topic": None})


@events.on("topic.promised")
def topic_promised(topic_id: int, **_values: Any) -> None:
    """The clocks of one topic."""
    jobs.enqueue("promise.count", {"topic": topic_id})
