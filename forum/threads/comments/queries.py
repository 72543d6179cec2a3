"""Reads of comments: one, those shown under posts, all of one post. Finding is seeing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.threads import policy as posts
from forum.threads.comments.models import Comment
from forum.threads.comments.policy import PER_PAGE, SHOWN_MAX
from forum.threads.models import Answer, Question
from forum.threads.queries import finding

STAFF_ROLES = ("agent", "moderator", "admin")


@dataclass(frozen=True, slots=True)
class CommentView:
    """One comment for its reader."""

    id: int
    question_id: int
    answer_id: int | None
    author_id: int
    author: str
    staff: bool
    created_at: datetime
    edited_at: datetime | None
    hidden_at: datetime | None
    deleted_at: datetime | None
    html: str

    @property
    def public(self) -> bool:
        """May everybody see it?"""
        return self.hidden_at is None and self.deleted_at is None


@dataclass(frozen=True, slots=True)
class Under:
    """What stands under one post: the newest comments, oldest of them first, and how many there are in all."""

    shown: tuple[CommentView, ...] = ()
    total: int = 0


def comment(comment_id: int, viewer: Viewer) -> Comment:
    """One comment. Raises `NotFound` when the viewer may not see it, its answer or its question."""
    found = db.session.get(Comment, comment_id)
    if found is None or not posts.can_see(viewer, found):
        raise NotFound()
    if found.answer_id is not None:
        finding.answer(found.answer_id, viewer)
    else:
        finding.question(found.question_id, viewer)
    return found


def locked_comment(comment_id: int) -> tuple[Question, Comment]:
    """Question and comment, kept still, the question first. Raises `NotFound`."""
    within = db.session.scalar(sa.select(Comment.question_id).where(Comment.id == comment_id))
    if within is None:
        raise NotFound()
    question = finding.locked_question(within)
    found = db.session.scalars(
        sa.select(Comment)
        .where(Comment.id == comment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return question, found


def under(question: Question, answer_ids: Sequence[int], viewer: Viewer) -> dict[str, Under]:
    """The newest comments of the question and of these answers, by "question:34" and "answer:12". One query at most;
    none for guests of a thread without comments."""
    if viewer.id is None and not question.comment_count:
        return {}
    shown = posts.visible(Comment, viewer)
    place = sa.or_(
        Comment.answer_id.is_(None), Comment.answer_id.in_(sa.bindparam("answers", expanding=True))
    )
    ranked = (
        sa.select(
            Comment.id,
            sa.func.row_number()
            .over(partition_by=Comment.answer_id, order_by=(Comment.created_at.desc(), Comment.id.desc()))
            .label("place"),
            sa.func.count().over(partition_by=Comment.answer_id).label("total"),
        )
        .where(Comment.question_id == sa.bindparam("question"), place, shown)
        .subquery()
    )
    chosen = (
        sa.select(*_COLUMNS, ranked.c.total)
        .join(ranked, ranked.c.id == Comment.id)
        .join(Person, Person.id == Comment.author_id)
        .where(ranked.c.place <= SHOWN_MAX)
        .order_by(Comment.created_at, Comment.id)
    )
    rows = db.session.execute(chosen, {"question": question.id, "answers": list(answer_ids)}).all()
    found: dict[str, Under] = {}
    for r in rows:
        key = _on(r)
        before = found.get(key, Under())
        found[key] = Under((*before.shown, _view(r)), r.total)
    return found


def all_under(question: Question, answer: Answer | None, viewer: Viewer, page: int = 1) -> Page[CommentView]:
    """All comments of one post, oldest first, a page at a time. One query."""
    chosen = (
        sa.select(*_COLUMNS)
        .join(Person, Person.id == Comment.author_id)
        .where(*_of(question, answer), posts.visible(Comment, viewer))
        .order_by(Comment.created_at, Comment.id)
    )
    found = paginate(
        lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page, PER_PAGE
    )
    return found.map(lambda rows: [_view(r) for r in rows])


def place_of(comment: Comment, viewer: Viewer) -> tuple[bool, int]:
    """Whether it stands on the page of its question, and on which page of all comments of its post. One query."""
    later = sa.or_(
        Comment.created_at > comment.created_at,
        sa.and_(Comment.created_at == comment.created_at, Comment.id > comment.id),
    )
    after, total = db.session.execute(
        sa.select(sa.func.count().filter(later), sa.func.count()).where(
            Comment.question_id == comment.question_id,
            Comment.answer_id.is_(None)
            if comment.answer_id is None
            else Comment.answer_id == comment.answer_id,
            posts.visible(Comment, viewer),
        )
    ).one()
    return after < SHOWN_MAX, max(0, total - after - 1) // PER_PAGE + 1


_COLUMNS: tuple[Any, ...] = (
    Comment.id,
    Comment.question_id,
    Comment.answer_id,
    Comment.author_id,
    Person.name,
    Person.role,
    Comment.created_at,
    Comment.edited_at,
    Comment.hidden_at,
    Comment.deleted_at,
    Comment.html_version,
    Comment.body,
    Comment.body_html,
)


def _of(question: Question, answer: Answer | None) -> tuple[sa.ColumnElement[bool], ...]:
    mine = Comment.answer_id.is_(None) if answer is None else Comment.answer_id == answer.id
    return Comment.question_id == question.id, mine


def _on(r: Any) -> str:
    return f"question:{r.question_id}" if r.answer_id is None else f"answer:{r.answer_id}"


def _view(r: Any) -> CommentView:
    return CommentView(
        id=r.id,
        question_id=r.question_id,
        answer_id=r.answer_id,
        author_id=r.author_id,
        author=r.name,
        staff=r.role in STAFF_ROLES,
        created_at=r.created_at,
        edited_at=r.edited_at,
        hidden_at=r.hidden_at,
        deleted_at=r.deleted_at,
        html=r.body_html if r.html_version == markdown.VERSION else markdown.render_comment(r.body),
    )
