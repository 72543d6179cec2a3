"""A question as its page shows it: with one page of its answers, in a handful of queries whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import defer

from forum.accounts.models import Person
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.flags.queries import OpenFlag, Review, open_on_targets, review_of
from forum.threads import policy
from forum.threads.models import Affected, Answer, FieldValue, Follower, Question
from forum.threads.queries.promises import Promise, promise_of
from forum.topics import queries as topics
from forum.topics.fields import queries as topic_fields
from forum.topics.queries import TopicRow
from forum.votes import queries as votes

STAFF_ROLES = ("agent", "moderator", "admin")


@dataclass(frozen=True, slots=True)
class AnswerView:
    """One answer for its reader. `mine`: the reader's vote; `flags`: open ones of the company."""

    id: int
    author_id: int
    author: str
    created_at: datetime
    edited_at: datetime | None
    score: int
    staff: bool
    hidden_at: datetime | None
    deleted_at: datetime | None
    accepted_at: datetime | None
    solution: bool
    html: str
    mine: int
    flags: tuple[OpenFlag, ...]
    review: Review | None

    @property
    def public(self) -> bool:
        """May everybody see it?"""
        return self.hidden_at is None and self.deleted_at is None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the page of a question shows."""

    question: Question
    html: str
    author: str
    author_staff: bool
    topic: TopicRow
    answers: Page[AnswerView]
    mine: int
    promise: Promise | None
    following: bool
    affected: bool  # the reader said that she has this too
    values: Mapping[
        int, str
    ]  # all that was said in the topic's fields: `threads.fields.readable` tells what is for whom


def read(question_id: int, viewer: Viewer, page: int = 1, to_work: bool = False) -> Reading:
    """The question and page `page` of its answers: solution first, then the best, then the oldest.

    Two queries for a guest (what is kept of the whole site may add some), two more for somebody signed in.
    `to_work` (the desk): with the Markdown, without what the viewer voted and follows. Raises `NotFound`.
    """
    row = db.session.execute(_WHOLE if to_work else _QUESTION, {"question": question_id}).one_or_none()
    if row is None or not policy.can_see(viewer, row.Question):
        raise NotFound()
    question: Question = row.Question
    found = paginate(
        lambda limit, offset: _answers(question, viewer, limit, offset),
        page,
        policy.ANSWERS_PER_PAGE,
        total=question.answer_count if not policy.can_moderate(viewer) else None,
    )
    ids = [a.id for a in found]
    targets = [Target("question", question.id), *(Target("answer", i) for i in ids)]
    mine = {} if to_work else votes.mine(viewer, targets)
    open_flags = open_on_targets("answer", ids, viewer)
    rendered = _rendered_again(found)
    answers = found.map(
        lambda rows: [
            _answer_view(r, question, mine.get(Target("answer", r.id), 0), open_flags.get(r.id, []), rendered)
            for r in rows
        ]
    )
    beside = _Beside(False, False, {}) if to_work else _beside(question.id, viewer)
    return Reading(
        question=question,
        html=question.body_html
        if question.html_version == markdown.VERSION
        else markdown.render_post(question.body),
        author=row.name,
        author_staff=row.role in STAFF_ROLES,
        topic=topics.by_id()[question.topic_id],
        answers=answers,
        mine=mine.get(Target("question", question.id), 0),
        promise=promise_of(question),
        following=beside.follows,
        affected=beside.affected,
        values=beside.values,
    )


def page_of_answer(answer: Answer, viewer: Viewer) -> int:
    """On which page of its question the answer stands now."""
    chosen = _order(policy.visible(Answer, viewer))
    in_order = db.session.scalars(chosen, {"question": answer.question_id}).all()
    place = in_order.index(answer.id) if answer.id in in_order else 0
    return place // policy.ANSWERS_PER_PAGE + 1


_ANSWER_COLUMNS: tuple[Any, ...] = (
    Answer.id,
    Answer.author_id,
    Person.name,
    Answer.created_at,
    Answer.edited_at,
    Answer.score,
    Answer.staff,
    Answer.hidden_at,
    Answer.deleted_at,
    Answer.accepted_at,
    Answer.html_version,
    Answer.body_html,
)


def _order(visible: sa.ColumnElement[bool]) -> sa.Select[Any]:
    is_solution = sa.select(Question.solution_id).where(Question.id == sa.bindparam("question"))
    return (
        sa.select(Answer.id)
        .where(Answer.question_id == sa.bindparam("question"), visible)
        .order_by(
            sa.case((Answer.id == is_solution.scalar_subquery(), 0), else_=1),
            Answer.score.desc(),
            Answer.created_at,
            Answer.id,
        )
    )


def _page_of(visible: sa.ColumnElement[bool]) -> sa.Select[Any]:
    chosen = _order(visible).limit(sa.bindparam("limit")).offset(sa.bindparam("offset"))
    return (
        sa.select(*_ANSWER_COLUMNS).join(Person, Person.id == Answer.author_id).where(Answer.id.in_(chosen))
    )


# Most readers are guests: their statements are put together once, not for each page.
_WHOLE = (
    sa.select(Question, Person.name, Person.role)
    .join(Person, Person.id == Question.author_id)
    .where(Question.id == sa.bindparam("question"))
)
_QUESTION = _WHOLE.options(defer(Question.body))
_PUBLIC_ANSWERS = _page_of(policy.public(Answer))


def _answers(question: Question, viewer: Viewer, limit: int, offset: int) -> list[Any]:
    chosen = _PUBLIC_ANSWERS if viewer.id is None else _page_of(policy.visible(Answer, viewer))
    values = {"question": question.id, "limit": limit, "offset": offset}
    found = db.session.execute(chosen, values).all()
    return sorted(found, key=lambda a: (a.id != question.solution_id, -a.score, a.created_at, a.id))


def _rendered_again(found: Page[Any]) -> dict[int, str]:
    """HTML of answers that an older renderer wrote; the nightly job stores it, readers do not wait for that."""
    old = [a.id for a in found if a.html_version != markdown.VERSION]
    if not old:
        return {}
    rows = db.session.execute(sa.select(Answer.id, Answer.body).where(Answer.id.in_(old)))
    return {r.id: markdown.render_post(r.body) for r in rows}


def _answer_view(
    r: Any, question: Question, mine: int, open_flags: list[OpenFlag], rendered: dict[int, str]
) -> AnswerView:
    return AnswerView(
        id=r.id,
        author_id=r.author_id,
        author=r.name,
        created_at=r.created_at,
        edited_at=r.edited_at,
        score=r.score,
        staff=r.staff,
        hidden_at=r.hidden_at,
        deleted_at=r.deleted_at,
        accepted_at=r.accepted_at,
        solution=r.id == question.solution_id,
        html=rendered.get(r.id) or r.body_html,
        mine=mine,
        flags=tuple(open_flags),
        review=review_of(open_flags),
    )


class _Beside(NamedTuple):
    follows: bool
    affected: bool
    values: dict[int, str]


def _beside(question_id: int, viewer: Viewer) -> _Beside:
    """What stands beside the texts, in one query; none for a guest of a site that asks for no fields."""
    parts: list[Any] = []
    if topic_fields.everything():
        said = sa.select(sa.literal("said").label("what"), FieldValue.field_id, FieldValue.value)
        parts.append(said.where(FieldValue.question_id == question_id))
    if viewer.id is not None:
        for what, row in (("follows", Follower), ("affected", Affected)):
            mine = sa.select(sa.literal(what), sa.literal(0), sa.literal(""))
            parts.append(mine.where(row.question_id == question_id, row.person_id == viewer.id))
    if not parts:
        return _Beside(False, False, {})
    found = db.session.execute(sa.union_all(*parts)).all()
    whats = {row[0] for row in found}
    return _Beside(
        "follows" in whats, "affected" in whats, {row[1]: row[2] for row in found if row[0] == "said"}
    )
