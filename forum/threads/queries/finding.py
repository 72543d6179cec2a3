"""One question, one answer: for deeds that need the object itself."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import Moved, NotFound
from forum.core.roles import Viewer
from forum.threads import policy
from forum.threads.models import Answer, Question, Rearrangement


def question(question_id: int, viewer: Viewer) -> Question:
    """One question. Raises `NotFound` when there is none that this viewer may see."""
    found = db.session.get(Question, question_id)
    if found is None or not policy.can_see(viewer, found):
        raise gone(found)
    return found


def gone(found: Question | None) -> NotFound:
    """What to raise for a question that a viewer doesn't see: where it stands now, if another one took it in."""
    if found is not None and found.merged_into_id is not None:
        return Moved(f"/questions/{found.merged_into_id}")
    return NotFound()


def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """SQL: the questions that this viewer meets, for EVERY list, feed, count, mail, similar question and invitation.

    Those that stand, and whose group is none, public or hers. The same for all guests; see `policy.met`.
    """
    return policy.met(viewer)


def may_see(viewer: Viewer, question_id: int) -> bool:
    """May this person see the question now? Asked again before she is told of it (`still=` of a notice)."""
    found = db.session.get(Question, question_id)
    return found is not None and policy.can_see(viewer, found)


def is_solution(answer_id: int) -> bool:
    """Is it still the solution of its question?"""
    found = sa.select(sa.literal(True)).where(Question.solution_id == answer_id)
    return db.session.scalar(found.limit(1)) is not None


def answer(answer_id: int, viewer: Viewer) -> Answer:
    """One answer. Raises `NotFound` when the viewer may not see it or its question."""
    found = db.session.get(Answer, answer_id)
    if found is None or not policy.can_see(viewer, found):
        made = split_off(answer_id) if found is not None else None
        raise Moved(f"/questions/{made}") if made is not None else NotFound()
    question(found.question_id, viewer)
    return found


def split_off(answer_id: int) -> int | None:
    """The question that was made of this answer, if a moderator did that."""
    r = Rearrangement
    chosen = sa.select(r.into_id).where(r.first_answer_id == answer_id, r.undone_at.is_(None))
    return db.session.scalar(chosen.order_by(r.id.desc()).limit(1))


def answer_in(within: Question, answer_id: int, viewer: Viewer) -> Answer:
    """An answer of this question. Raises `NotFound`."""
    found = answer(answer_id, viewer)
    if found.question_id != within.id:
        raise NotFound()
    return found


def locked_question(question_id: int) -> Question:
    """The question as it stands now, kept still until the transaction ends: changes of one thread come one by one.

    (SQLite has one writer at a time anyhow.) Raises `NotFound`.
    """
    found = db.session.scalars(
        sa.select(Question)
        .where(Question.id == question_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def locked_answer(answer_id: int) -> tuple[Question, Answer]:
    """Question and answer, kept still, the question first: no two deeds wait for each other. Raises `NotFound`."""
    within = db.session.scalar(sa.select(Answer.question_id).where(Answer.id == answer_id))
    if within is None:
        raise NotFound()
    question_ = locked_question(within)
    found = db.session.scalars(
        sa.select(Answer)
        .where(Answer.id == answer_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return question_, found
