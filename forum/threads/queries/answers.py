"""The answers of a question: their order, and one page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.accounts.queries import FACE
from forum.core import markdown
from forum.core.db import db
from forum.core.pagination import Page
from forum.core.roles import Viewer
from forum.flags.queries import OpenFlag, Review, review_of
from forum.threads import policy
from forum.threads.models import Answer, PostEdit, Question

ORDERS = ("best", "newest")  # the solution comes first in both


@dataclass(frozen=True, slots=True)
class Keepers:
    """Who keeps an answer up to date that trusted members may change: how many people, and who was the last."""

    count: int
    last: str
    last_id: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer for its reader. `mine`: the reader's vote; `tried`: she said that it did not help her; `flags`: open
    ones of the company."""

    id: int
    author_id: int
    author: str
    created_at: datetime
    edited_at: datetime | None
    score: int
    tried_count: int
    staff: bool
    wiki_at: datetime | None
    hidden_at: datetime | None
    deleted_at: datetime | None
    accepted_at: datetime | None
    solution: bool
    html: str
    mine: int
    tried: bool
    flags: tuple[OpenFlag, ...]
    review: Review | None
    kept_by: Keepers | None = None
    first_post: bool = False  # the first its author ever wrote
    face: str | None = None  # its author's picture

    @property
    def public(self) -> bool:
        """May everybody see it?"""
        return self.hidden_at is None and self.deleted_at is None


def page_of_answer(answer: Answer, viewer: Viewer) -> int:
    """On which page of its question the answer stands now, in the usual order."""
    chosen = _order(policy.visible(Answer, viewer))
    in_order = db.session.scalars(chosen, {"question": answer.question_id}).all()
    place = in_order.index(answer.id) if answer.id in in_order else 0
    return place // policy.ANSWERS_PER_PAGE + 1


def rows_of_page(
    question: Question, viewer: Viewer, limit: int, offset: int, order: str = "best"
) -> list[Any]:
    """Rows of answers that the viewer may see, in one of `ORDERS`. One query."""
    if viewer.id is None and order == "best":
        chosen = _PUBLIC_ANSWERS
    else:
        chosen = _page_of(policy.visible(Answer, viewer), order)
    found = db.session.execute(chosen, {"question": question.id, "limit": limit, "offset": offset}).all()
    if order == "newest":
        newest = sorted(found, key=lambda a: (a.created_at, a.id), reverse=True)
        return sorted(newest, key=lambda a: a.id != question.solution_id)
    return sorted(found, key=lambda a: (a.id != question.solution_id, -a.helpfulness, a.created_at, a.id))


def view(
    r: Any,
    question: Question,
    mine: int,
    tried: bool,
    open_flags: list[OpenFlag],
    rendered: dict[int, str],
    kept_by: Keepers | None,
) -> AnswerView:
    """A row for its reader."""
    return AnswerView(
        id=r.id,
        author_id=r.author_id,
        author=r.name,
        created_at=r.created_at,
        edited_at=r.edited_at,
        score=r.score,
        tried_count=r.tried_count,
        staff=r.staff,
        wiki_at=r.wiki_at,
        hidden_at=r.hidden_at,
        deleted_at=r.deleted_at,
        accepted_at=r.accepted_at,
        solution=r.id == question.solution_id,
        html=rendered.get(r.id) or r.body_html,
        mine=mine,
        tried=tried,
        flags=tuple(open_flags),
        review=review_of(open_flags),
        kept_by=kept_by,
        first_post=r.first_post,
        face=r.face,
    )


def rendered_again(found: Page[Any]) -> dict[int, str]:
    """HTML of answers that an older renderer wrote; the nightly job stores it, readers do not wait for that."""
    old = [a.id for a in found if a.html_version != markdown.VERSION]
    if not old:
        return {}
    rows = db.session.execute(sa.select(Answer.id, Answer.body).where(Answer.id.in_(old)))
    return {r.id: markdown.render_post(r.body) for r in rows}


def keepers(found: Sequence[Any]) -> dict[int, Keepers]:
    """Who keeps those answers that trusted members may change. One query, none where there are no such answers."""
    wikis = {a.id: a for a in found if a.wiki_at is not None}
    if not wikis:
        return {}
    edits = db.session.execute(
        sa.select(PostEdit.post_id, PostEdit.by_id, Person.name, sa.func.max(PostEdit.at).label("at"))
        .join(Person, Person.id == PostEdit.by_id)
        .where(PostEdit.post_kind == "answer", PostEdit.post_id.in_(wikis))
        .group_by(PostEdit.post_id, PostEdit.by_id, Person.name)
        .order_by(sa.func.max(PostEdit.at), PostEdit.by_id)
    ).all()
    kept: dict[int, Keepers] = {}
    for number, wiki in wikis.items():
        mine = [e for e in edits if e.post_id == number]
        last = (
            (mine[-1].name, mine[-1].by_id, mine[-1].at)
            if mine
            else (wiki.name, wiki.author_id, wiki.created_at)
        )
        kept[number] = Keepers(len({wiki.author_id, *(e.by_id for e in mine)}), *last)
    return kept


_COLUMNS: tuple[Any, ...] = (
    Answer.id,
    Answer.author_id,
    Person.name,
    FACE,
    Answer.created_at,
    Answer.edited_at,
    Answer.score,
    Answer.helpfulness,
    Answer.tried_count,
    Answer.staff,
    Answer.first_post,
    Answer.wiki_at,
    Answer.hidden_at,
    Answer.deleted_at,
    Answer.accepted_at,
    Answer.html_version,
    Answer.body_html,
)


def _order(visible: sa.ColumnElement[bool], order: str = "best") -> sa.Select[Any]:
    is_solution = sa.select(Question.solution_id).where(Question.id == sa.bindparam("question"))
    then: tuple[Any, ...] = (Answer.helpfulness.desc(), Answer.created_at, Answer.id)
    if order == "newest":
        then = (Answer.created_at.desc(), Answer.id.desc())
    return (
        sa.select(Answer.id)
        .where(Answer.question_id == sa.bindparam("question"), visible)
        .order_by(sa.case((Answer.id == is_solution.scalar_subquery(), 0), else_=1), *then)
    )


def _page_of(visible: sa.ColumnElement[bool], order: str = "best") -> sa.Select[Any]:
    chosen = _order(visible, order).limit(sa.bindparam("limit")).offset(sa.bindparam("offset"))
    return sa.select(*_COLUMNS).join(Person, Person.id == Answer.author_id).where(Answer.id.in_(chosen))


# Most readers are guests: their statement is put together once, not for each page.
_PUBLIC_ANSWERS = _page_of(policy.public(Answer))
