"""What undoes "probably solved": a word of the asker, a verdict, a solution."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core import afterwards, clock, events, targets
from forum.core.db import db, upsert
from forum.support.loop import actions
from forum.support.loop.models import QuestionLoop
from forum.support.models import Case
from forum.threads.models import Question


def _forget(question_id: int) -> None:
    question = db.session.get(Question, question_id)
    if question is not None:
        actions.forget_probable(question)


@events.on("question.answered")
def answered(question_id: int, **_values: Any) -> None:
    """Somebody wrote: the silence is over."""
    _forget(question_id)


@events.on("question.solved")
def solved(question_id: int, **_values: Any) -> None:
    """Known is better than probable."""
    _forget(question_id)


@events.on("question.unsolved")
def unsolved(question_id: int, **_values: Any) -> None:
    """It did not solve it after all."""
    actions.refuse(db.session.get_one(Question, question_id))


@events.on("question.edited")
def edited(question_id: int, **_values: Any) -> None:
    """The asker says it differently."""
    _forget(question_id)


@events.on("private.written")
def wrote_privately(question_id: int, **_values: Any) -> None:
    """So do private words."""
    _forget(question_id)


@events.on("verdict.given")
def judged(document: str, helped: bool, **_values: Any) -> None:
    """Somebody says that it did not help."""
    target = targets.parse(document)
    if not helped and target.kind == "question":
        _forget(target.number)


@events.on("case.state")
def case_moved(case_id: int, after: str, **_values: Any) -> None:
    """It is our turn."""
    if after in ("new", "open"):
        _forget(db.session.get_one(Case, case_id).question_id)


@events.on("case.opened")
def case_opened(case_id: int, **_values: Any) -> None:
    """It is our turn."""
    _forget(db.session.get_one(Case, case_id).question_id)


def seen_by_asker(question: Question) -> None:
    """She reads her question's page: noted after the answer, the first time since something was written there."""
    afterwards.later("loop", (question.id, question.author_id, clock.now(), question.active_at))


@afterwards.writer("loop")
def _write(payloads: list[Any]) -> None:
    table = QuestionLoop.__table__
    for number, person_id, at, active_at in payloads:
        insert = upsert(table).values(question_id=number, person_id=person_id, read_at=at)
        db.session.execute(
            insert.on_conflict_do_update(
                index_elements=["question_id"],
                set_={"read_at": at},
                where=sa.or_(table.c.read_at.is_(None), table.c.read_at < active_at),
            )
        )
