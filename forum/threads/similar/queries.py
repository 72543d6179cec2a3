"""What is similar to a question, for its reader."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core import freshness
from forum.core.db import db
from forum.core.roles import GUEST, Viewer
from forum.groups import queries as groups
from forum.threads import policy
from forum.threads.models import Question, SimilarQuestion, question_path

SHOWN = 5


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """A question as it is named beside another one."""

    url: str
    title: str
    lang: str
    solved: bool


def of(question_id: int, viewer: Viewer) -> list[SimilarRow]:
    """Up to `SHOWN` questions that this viewer meets, nearest first. One query, none for a while after it: members of the
    same groups meet the same questions."""
    named = f"{question_id} {sorted(groups.of(viewer))}"
    return freshness.kept(named, lambda: _of(question_id, viewer), shelf="similar")


def _of(question_id: int, viewer: Viewer) -> list[SimilarRow]:
    chosen = _of_guests() if viewer.id is None else _chosen(viewer)
    rows = db.session.execute(chosen, {"question": question_id})
    return [SimilarRow(question_path(r.id, r.slug), r.title, r.lang, r.solution_id is not None) for r in rows]


@cache
def _of_guests() -> sa.Select[Any]:
    return _chosen(GUEST)


def _chosen(viewer: Viewer) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (
        Question.id,
        Question.slug,
        Question.title,
        Question.lang,
        Question.solution_id,
    )
    return (
        sa.select(*columns)
        .join(SimilarQuestion, SimilarQuestion.similar_id == Question.id)
        .where(SimilarQuestion.question_id == sa.bindparam("question"), policy.met(viewer))
        .order_by(SimilarQuestion.place)
        .limit(SHOWN)
    )
