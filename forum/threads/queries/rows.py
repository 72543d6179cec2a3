"""A question as lists show it: small rows, as many as are shown, read in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.threads import policy
from forum.threads.models import Question, question_path
from forum.threads.queries.promises import promise_of


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as a list shows it. `promise`: None, waiting, overdue, escalated or kept."""

    id: int
    url: str
    title: str
    excerpt: str
    lang: str
    topic_id: int
    author_id: int
    author: str
    author_staff: bool
    created_at: datetime
    active_at: datetime
    answer_count: int
    score: int
    solved: bool
    closed: bool
    hidden: bool
    deleted: bool
    promise: str | None
    tags: tuple[str, ...]
    affected: int = 0  # people who have this too
    due_at: datetime | None = None  # until then a person answers, while that is promised
    readers: int = 0  # of the last 30 days, in the list that is ordered by them

    @property
    def document(self) -> str:
        """Its name in the index."""
        return f"question:{self.id}"


COLUMNS: tuple[Any, ...] = (
    Question.id,
    Question.slug,
    Question.title,
    Question.excerpt,
    Question.lang,
    Question.topic_id,
    Question.author_id,
    Person.name,
    Person.role,
    Question.created_at,
    Question.active_at,
    Question.answer_count,
    Question.score,
    Question.solution_id,
    Question.closed_at,
    Question.hidden_at,
    Question.deleted_at,
    Question.due_at,
    Question.paused_at,
    Question.escalated_at,
    Question.staff_answered_at,
    Question.tag_names,
    Question.affected_count,
)


def rows(ids: Sequence[int], viewer: Viewer) -> list[QuestionRow]:
    """Those of `ids` that the viewer may see, in the order of `ids`. One query."""
    if not ids:
        return []
    wanted = list(dict.fromkeys(ids))
    chosen = _public_rows() if viewer.id is None else _rows_of(policy.visible(Question, viewer))
    found = db.session.execute(chosen, {"ids": wanted})
    by_id = {r.id: row_of(r) for r in found}
    return [by_id[i] for i in wanted if i in by_id]


@cache
def _public_rows() -> sa.Select[Any]:
    return _rows_of(policy.public(Question))


def _rows_of(visible: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return _rows().where(Question.id.in_(sa.bindparam("ids", expanding=True)), visible)


def _rows() -> sa.Select[Any]:
    return sa.select(*COLUMNS).join(Person, Person.id == Question.author_id)


def row_of(r: Any) -> QuestionRow:
    """A row of `COLUMNS` as what a list shows."""
    promise = promise_of(r)
    return QuestionRow(
        id=r.id,
        url=question_path(r.id, r.slug),
        title=r.title,
        excerpt=r.excerpt,
        lang=r.lang,
        topic_id=r.topic_id,
        author_id=r.author_id,
        author=r.name,
        author_staff=r.role in ("agent", "moderator", "admin"),
        created_at=r.created_at,
        active_at=r.active_at,
        answer_count=r.answer_count,
        score=r.score,
        solved=r.solution_id is not None,
        closed=r.closed_at is not None,
        hidden=r.hidden_at is not None,
        deleted=r.deleted_at is not None,
        promise=promise.state if promise else None,
        tags=tuple(r.tag_names),
        affected=r.affected_count,
        due_at=promise.due_at if promise and promise.state == "waiting" else None,
    )
