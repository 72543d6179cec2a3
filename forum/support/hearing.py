"""What support hears of threads and private messages, in the same transaction."""

from __future__ import annotations

from typing import Any

from forum.accounts.models import Person
from forum.core import clock, events, jobs
from forum.core.db import db
from forum.core.errors import Conflict
from forum.core.text import N_
from forum.support import actions, queries
from forum.threads.models import Question


@events.on("question.solved")
def _solved(question_id: int, by_id: int | None = None, **_values: Any) -> None:
    actions.close_for(question_id, actions.SOLVED, by_id)


@events.on("question.unsolved")
def _unsolved(question_id: int, by_id: int | None = None, **_values: Any) -> None:
    actions.solution_taken_back(question_id, by_id)


@events.on("question.withdrawn")
def _withdrawn(question_id: int, by_id: int | None = None, **_values: Any) -> None:
    actions.close_for(question_id, "the question was taken away", by_id)


@events.on("person.leaving")
def _leaving(person_id: int, **_values: Any) -> None:
    """Her cases that are still open have nobody left to be answered."""
    for question_id in queries.open_questions_of(person_id):
        actions.close_for(question_id, "the customer left")


@events.on("question.merging")
def _merging(question_id: int, **_values: Any) -> None:
    """Nobody looks for a case at a question that stands in another: it is settled first."""
    if queries.open_case_of(question_id) is not None:
        raise Conflict(N_("Its case is still open: settle it on the desk first."))


@events.on("question.answered")
def _answered(question_id: int, staff: bool = False, by_id: int | None = None, **_values: Any) -> None:
    if staff:
        actions.replied(question_id, clock.now(), by=db.session.get(Person, by_id) if by_id else None)
        return
    question = db.session.get(Question, question_id)
    if question is not None and by_id is not None and question.author_id == by_id:
        actions.customer_wrote(question_id, clock.now())


@events.on("private.written")
def _written(question_id: int, by_staff: bool = False, **_values: Any) -> None:
    if not by_staff:
        actions.customer_wrote(question_id, clock.now())


@events.on("case.opened")
def _opened(case_id: int, **_values: Any) -> None:
    jobs.enqueue("case", {"case": case_id, "when": "opened"})


@events.on("case.wrote")
def _wrote(case_id: int, **_values: Any) -> None:
    jobs.enqueue("case", {"case": case_id, "when": "wrote"})
