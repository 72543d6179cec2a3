"""Lists of questions: few queries, small rows, one page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.threads import policy
from forum.threads.models import Question, QuestionTag, Tag, question_path
from forum.threads.queries.promises import promise_of

FILTERS = ("newest", "unanswered", "unsolved", "mine")


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

    @property
    def document(self) -> str:
        """Its name in the index."""
        return f"question:{self.id}"


_COLUMNS: tuple[Any, ...] = (
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


def page_of_questions(
    viewer: Viewer,
    filter: str = "newest",
    topic: int | None = None,
    tag: str | None = None,
    lang: str | None = None,
    page: int = 1,
) -> Page[QuestionRow]:
    """One page of public questions, newest first; "mine" are the viewer's own, hidden ones included. One query.

    `filter`: one of `FILTERS`; `topic`: its number.
    """
    chosen = _chosen(filter, topic is not None, bool(lang), bool(tag))
    values = {"topic": topic, "lang": lang, "tag": tag, "author": viewer.id or 0}

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen, values | {"limit": limit, "offset": offset}).all()

    return paginate(fetch, page).map(lambda found: [_row(r) for r in found])


@cache
def _chosen(filter: str, by_topic: bool, by_lang: bool, by_tag: bool) -> sa.Select[Any]:
    """The statement of a list, put together once: for readers that would cost more than running it."""
    conditions: list[sa.ColumnElement[bool]] = []
    if filter == "mine":
        conditions += [Question.author_id == sa.bindparam("author"), Question.deleted_at.is_(None)]
    else:
        conditions.append(policy.public(Question))
    if filter == "unanswered":
        # Written into the statement, not bound: only so does the database know that the partial index fits.
        conditions.append(Question.answer_count == sa.literal_column("0"))
    elif filter == "unsolved":
        conditions.append(Question.solution_id.is_(None))
    if by_topic:
        conditions.append(Question.topic_id == sa.bindparam("topic"))
    if by_lang:
        conditions.append(Question.lang == sa.bindparam("lang"))
    if by_tag:
        tagged = sa.select(QuestionTag.question_id).join(Tag, Tag.id == QuestionTag.tag_id)
        conditions.append(Question.id.in_(tagged.where(Tag.name == sa.bindparam("tag"))))
    newest = (Question.created_at.desc(), Question.id.desc())
    # The numbers alone first: they come from the index, whatever the page, and only one page reads rows.
    one_page = (
        sa.select(Question.id)
        .where(*conditions)
        .order_by(*newest)
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )
    return _rows().where(Question.id.in_(one_page)).order_by(*newest)


def rows(ids: Sequence[int], viewer: Viewer) -> list[QuestionRow]:
    """Those of `ids` that the viewer may see, in the order of `ids`. One query."""
    if not ids:
        return []
    wanted = list(dict.fromkeys(ids))
    chosen = _public_rows() if viewer.id is None else _rows_of(policy.visible(Question, viewer))
    found = db.session.execute(chosen, {"ids": wanted})
    by_id = {r.id: _row(r) for r in found}
    return [by_id[i] for i in wanted if i in by_id]


@cache
def _public_rows() -> sa.Select[Any]:
    return _rows_of(policy.public(Question))


def _rows_of(visible: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return _rows().where(Question.id.in_(sa.bindparam("ids", expanding=True)), visible)


def _rows() -> sa.Select[Any]:
    return sa.select(*_COLUMNS).join(Person, Person.id == Question.author_id)


def _row(r: Any) -> QuestionRow:
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
    )
