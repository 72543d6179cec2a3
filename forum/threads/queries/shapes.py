"""The statements of lists of questions: put together once for each shape, for guests also once for all of them."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.roles import GUEST, Viewer
from forum.search import documents
from forum.search.models import DocumentSignal
from forum.threads import policy
from forum.threads.models import Answer, Follower, Question, QuestionTag, Tag, TagSynonym
from forum.threads.queries.rows import COLUMNS


class Shape(NamedTuple):
    """What of a list is written into its statement; the rest are values."""

    filter: str
    topics: int  # 0, 1, 2 for several
    tag: bool
    lang: bool
    way: str = "first"  # first | after | before | offset


def statement(shape: Shape, viewer: Viewer) -> sa.Select[Any]:
    """Guests' statements are put together once: for readers that would cost more than running them."""
    return _of_guests(shape) if viewer.id is None else _chosen(shape, viewer)


@cache
def _of_guests(shape: Shape) -> sa.Select[Any]:
    return _chosen(shape, GUEST)


def count(shape: Shape, viewer: Viewer) -> sa.Select[Any]:
    """How many, up to the parameter `limit`."""
    return _count_of_guests(shape) if viewer.id is None else _counting(shape, viewer)


@cache
def _count_of_guests(shape: Shape) -> sa.Select[Any]:
    return _counting(shape, GUEST)


def _counting(shape: Shape, viewer: Viewer) -> sa.Select[Any]:
    some = (
        sa.select(Question.id)
        .where(*_conditions(shape, viewer))
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )
    return sa.select(sa.func.count()).select_from(some.subquery())


def _chosen(shape: Shape, viewer: Viewer) -> sa.Select[Any]:
    """The numbers alone first: they come from the index, wherever the list is read, and only one page reads rows."""
    key, place, down = _order(shape.filter)
    numbers = sa.select(Question.id, key.label("key"), place.label("place")).where(
        *_conditions(shape, viewer)
    )
    if shape.filter == "read":
        numbers = numbers.join(DocumentSignal, DocumentSignal.slot // documents.LANES == Question.id).where(
            DocumentSignal.slot % documents.LANES == documents.slot("question", 0), DocumentSignal.readers > 0
        )
    turned = shape.way == "before"
    if shape.way in ("after", "before"):
        here, there = (
            sa.tuple_(key, Question.id),
            sa.tuple_(sa.bindparam("key", type_=key.type), sa.bindparam("id", type_=sa.Integer)),
        )
        numbers = numbers.where(here < there if down != turned else here > there)
    numbers = numbers.order_by(*((c.desc() if down != turned else c.asc()) for c in (key, place)))
    numbers = numbers.limit(sa.bindparam("limit", type_=sa.Integer))
    if shape.way == "offset":
        numbers = numbers.offset(sa.bindparam("offset", type_=sa.Integer))
    page = numbers.subquery()
    rows = sa.select(*COLUMNS, page.c.key).join(page, page.c.id == Question.id)
    rows = rows.join(Person, Person.id == Question.author_id)
    return rows.order_by(*((c.desc() if down else c.asc()) for c in (page.c.key, page.c.place)))


def by_moment(filter: str) -> bool:
    """Is the list ordered by a moment, not by a count?"""
    return filter != "read"


def _order(filter: str) -> tuple[Any, Any, bool]:
    """(what the list is ordered by, what decides between equals, is the largest first?); both stand in one index."""
    if filter == "due":
        return Question.due_at, Question.id, False
    if filter == "read":
        return DocumentSignal.readers, DocumentSignal.slot, True
    return Question.created_at, Question.id, True


def _conditions(shape: Shape, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    conditions = [*_holds(shape.filter, viewer)]
    if shape.topics == 1:
        conditions.append(Question.topic_id == sa.bindparam("topic"))
    elif shape.topics:
        conditions.append(Question.topic_id.in_(sa.bindparam("topics", expanding=True)))
    if shape.lang:
        conditions.append(Question.lang == sa.bindparam("lang"))
    if shape.tag:
        called = sa.select(Tag.id).where(Tag.name == sa.bindparam("tag"))
        also = sa.select(TagSynonym.tag_id).where(TagSynonym.name == sa.bindparam("tag"))
        tagged = sa.select(QuestionTag.question_id).where(QuestionTag.tag_id.in_(called.union(also)))
        conditions.append(Question.id.in_(tagged))
    return conditions


def _holds(filter: str, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """What a list holds, of the questions that this viewer meets; one's own are there hidden too."""
    me: sa.BindParameter[int] = sa.bindparam("me", type_=sa.Integer)
    if filter == "mine":
        return [Question.author_id == me, Question.deleted_at.is_(None), policy.visible(Question, viewer)]
    met = policy.met(viewer)
    if filter == "answered":
        mine = sa.select(Answer.question_id).where(Answer.author_id == me, policy.standing(Answer))
        return [met, Question.id.in_(mine)]
    if filter == "followed":
        return [met, Question.id.in_(sa.select(Follower.question_id).where(Follower.person_id == me))]
    if filter == "unanswered":
        # Written into the statement, not bound: only so does the database know that the partial index fits.
        return [met, Question.answer_count == sa.literal_column("0")]
    if filter == "unsolved":
        return [met, Question.solution_id.is_(None)]
    if filter == "due":
        return [
            met,
            Question.solved_at.is_(None),
            Question.due_at.is_not(None),
            Question.staff_answered_at.is_(None),
            Question.escalated_at.is_(None),
            Question.paused_at.is_(None),
            Question.closed_at.is_(None),
        ]
    return [met]
