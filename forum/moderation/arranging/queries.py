"""What the page of a question to rearrange shows."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from forum.core.db import db
from forum.threads.models import Answer, Question, Rearrangement, question_path

ANSWERS_MAX = 200
WORDS_CHARS = 160


class AnswerLine(NamedTuple):
    """An answer to choose."""

    id: int
    author_id: int
    text: str


def answers_of(question_id: int) -> list[AnswerLine]:
    """Its answers that stand, the oldest first."""
    rows = db.session.execute(
        sa.select(Answer.id, Answer.author_id, sa.func.substr(Answer.body, 1, WORDS_CHARS))
        .where(Answer.question_id == question_id, Answer.hidden_at.is_(None), Answer.deleted_at.is_(None))
        .order_by(Answer.created_at, Answer.id)
        .limit(ANSWERS_MAX)
    )
    return [AnswerLine(*row) for row in rows]


def title_of(question_id: int) -> tuple[str, str] | None:
    """(title, path) of a question."""
    row = db.session.execute(
        sa.select(Question.id, Question.title, Question.slug).where(Question.id == question_id)
    ).first()
    return (row.title, question_path(row.id, row.slug)) if row else None


def split_from(question_id: int) -> tuple[str, str] | None:
    """The question that this one was split off from."""
    r = Rearrangement
    chosen = sa.select(r.question_id).where(
        r.kind == "split", r.into_id == question_id, r.undone_at.is_(None)
    )
    found = db.session.scalar(chosen.order_by(r.id.desc()).limit(1))
    return title_of(found) if found else None
