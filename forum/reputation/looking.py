"""Asking for a look: facts changed, and what follows from them is counted anew by the worker, soon after the deed."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from forum.core import jobs
from forum.core.db import db
from forum.reputation.models import ReputationEntry
from forum.threads.models import Answer, Question
from forum.votes.models import Verdict, Vote

JOB = "reputation"


def look_at(person_id: int | None = None, question_id: int | None = None) -> None:
    """Facts about a person changed, or about those who wrote on a question: counted anew soon after this transaction."""
    payload = {"person": person_id} if person_id is not None else {"question": question_id}
    jobs.enqueue(JOB, payload)


def about_question(question_ids: Collection[int]) -> set[int]:
    """Whom facts of these questions may speak of: who asked, who answered, and who has entries of them."""
    if not question_ids:
        return set()
    people = set(db.session.scalars(sa.select(Question.author_id).where(Question.id.in_(question_ids))))
    people |= set(
        db.session.scalars(sa.select(Answer.author_id).distinct().where(Answer.question_id.in_(question_ids)))
    )
    named = [f"question:{number}" for number in question_ids]
    return people | set(
        db.session.scalars(sa.select(ReputationEntry.person_id).where(ReputationEntry.fact.in_(named)))
    )


def about_person(person_id: int) -> set[int]:
    """Whose reputation hangs on this person's word: her own, and of those whose answers she voted for or judged."""
    voted = (
        sa.select(Answer.author_id)
        .distinct()
        .join(Vote, sa.and_(Vote.target_kind == "answer", Vote.target_id == Answer.id))
        .where(Vote.person_id == person_id)
    )
    judged = (
        sa.select(Answer.author_id)
        .distinct()
        .join(Verdict, sa.and_(Verdict.target_kind == "question", Verdict.revision_id == Answer.id))
        .where(Verdict.visitor == f"p{person_id}")
    )
    thanked = sa.select(ReputationEntry.person_id).distinct().where(ReputationEntry.by_id == person_id)
    return {person_id, *db.session.scalars(voted), *db.session.scalars(judged), *db.session.scalars(thanked)}
