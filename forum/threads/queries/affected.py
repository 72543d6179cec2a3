"""Who has the same trouble as a question's asker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.threads.models import Affected, Question


def affected_people(question_ids: Sequence[int]) -> list[int]:
    """Ids of the people who said "I have this too" to any of these, each once; for whom to tell. One query."""
    chosen = (
        sa.select(Affected.person_id)
        .join(Person, Person.id == Affected.person_id)
        .where(Affected.question_id.in_(list(question_ids)), Person.erased_at.is_(None))
    )
    return list(db.session.scalars(chosen.distinct().order_by(Affected.person_id)))


def affected_counts(question_ids: Sequence[int]) -> dict[int, int]:
    """{question: people who have it too}, of those that have any. One query."""
    chosen = sa.select(Affected.question_id, sa.func.count().label("people")).where(
        Affected.question_id.in_(list(question_ids))
    )
    rows = db.session.execute(chosen.group_by(Affected.question_id))
    return {row.question_id: row.people for row in rows}


def recount(question_id: int) -> Any:
    """The statement that makes a question's number anew from its rows; whoever runs it holds the question's lock."""
    rows = sa.select(sa.func.count()).where(Affected.question_id == question_id).scalar_subquery()
    return (
        sa.update(Question)
        .where(Question.id == question_id)
        .values(affected_count=rows, version=Question.version)  # no new version: it changes no text
        .execution_options(synchronize_session=False)
    )
