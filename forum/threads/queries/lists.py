"""Lists of questions: what each holds, in which order, and one stretch of it at a time.

Pages lead on by the last row that was shown, not by counting (keyset paging): while questions come and go, none is
shown twice and none is passed over, and the hundredth page costs what the first does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import freshness, stretches
from forum.core.db import db
from forum.core.pagination import PER_PAGE, Page, paginate
from forum.core.roles import GUEST, Viewer
from forum.core.stretches import Cursor, Stretch
from forum.groups import queries as groups
from forum.search import documents
from forum.search.models import DocumentSignal
from forum.threads import policy
from forum.threads.models import Answer, Follower, Question, QuestionTag, Tag, TagSynonym
from forum.threads.queries.rows import COLUMNS, QuestionRow, row_of
from forum.topics import queries as topics

SHARED = (
    "newest",
    "unanswered",
    "unsolved",
    "due",
    "read",
)  # the same list for whoever meets the same questions
OWN = ("mine", "answered", "followed")
FILTERS = (*SHARED, *OWN)
COUNT_MAX = (
    1000  # more are counted as "more": a number that large tells nobody anything, and counting it costs
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list: one of `FILTERS`, narrowed down to topics (any of these and what stands below), a tag or another word for
    it, a language."""

    filter: str = "newest"
    topics: tuple[int, ...] = ()
    tag: str = ""
    lang: str = ""


class _Shape(NamedTuple):
    """What of a list is written into its statement; the rest are values."""

    filter: str
    topics: int  # 0, 1, 2 for several
    tag: bool
    lang: bool
    way: str = "first"  # first | after | before | offset


def stretch(
    viewer: Viewer, wanted: Wanted, cursor: Cursor | None = None, limit: int = PER_PAGE
) -> Stretch[QuestionRow]:
    """One stretch of a list, from its start or from where `cursor` stands; one query, two where nothing lies before it."""
    shape, values = _shape(wanted, viewer)
    way = cursor.way if cursor else "first"
    if cursor is not None:
        values |= {"key": cursor.moment() if _by_moment(wanted.filter) else cursor.key, "id": cursor.id}
        if values["key"] is None:
            cursor, way = None, "first"
    found = db.session.execute(
        _statement(shape._replace(way=way), viewer), values | {"limit": limit + 1}
    ).all()
    if way == "before" and len(found) <= limit:
        return stretch(viewer, wanted, None, limit)  # a page that is full, not what is left over on top
    shown = stretches.cut(found, limit, cursor, lambda r: (r.key, r.id))
    if wanted.filter == "read":
        return shown.map(lambda rows: [replace(row_of(r), readers=r.key) for r in rows])
    return shown.map(lambda rows: [row_of(r) for r in rows])


def page_of_questions(
    viewer: Viewer,
    filter: str = "newest",
    topic: int | None = None,
    tag: str | None = None,
    lang: str | None = None,
    page: int = 1,
) -> Page[QuestionRow]:
    """A numbered page of a list, for programs. `topic`: its number; what stands below it is in. One query."""
    below = topics.below(topic) if topic is not None else ()
    shape, values = _shape(Wanted(filter, below, tag or "", lang or ""), viewer)
    chosen = _statement(shape._replace(way="offset"), viewer)

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen, values | {"limit": limit, "offset": offset}).all()

    return paginate(fetch, page).map(lambda found: [row_of(r) for r in found])


def counts(viewer: Viewer, wanted: Wanted) -> dict[str, int]:
    """{filter: questions} of the shared lists, narrowed down in the same way; `COUNT_MAX` + 1 stands for more.

    One query, none for a while after it: members of the same groups meet the same questions.
    """
    mine = sorted(groups.of(viewer))
    counted = [name for name in SHARED if name != "read"]
    named = f"counts {replace(wanted, filter='')} {mine}"
    return freshness.kept(named, lambda: _counts(viewer, wanted, counted), shelf="lists")


def own_counts(viewer: Viewer) -> dict[str, int]:
    """{filter: questions} of the viewer's own lists, as `counts`. One query."""
    return _counts(viewer, Wanted("mine"), OWN)


def _counts(viewer: Viewer, wanted: Wanted, counted: Sequence[str]) -> dict[str, int]:
    shapes = [_shape(replace(wanted, filter=name), viewer)[0] for name in counted]
    values = _shape(wanted, viewer)[1] | {"limit": COUNT_MAX + 1}
    chosen = (
        [_count(shape) for shape in shapes] if viewer.id is None else [_counting(s, viewer) for s in shapes]
    )
    row = db.session.execute(sa.select(*(each.scalar_subquery() for each in chosen)), values).one()
    return dict(zip(counted, row, strict=True))


def _shape(wanted: Wanted, viewer: Viewer) -> tuple[_Shape, dict[str, Any]]:
    many = min(2, len(wanted.topics))
    values = {
        "topic": wanted.topics[0] if many == 1 else None,
        "topics": list(wanted.topics),
        "tag": wanted.tag,
        "lang": wanted.lang,
        "me": viewer.id or 0,
    }
    used = {
        "topic": many == 1,
        "topics": many == 2,
        "tag": wanted.tag,
        "lang": wanted.lang,
        "me": wanted.filter in OWN,
    }
    shape = _Shape(wanted.filter, many, bool(wanted.tag), bool(wanted.lang))
    return shape, {name: value for name, value in values.items() if used[name]}


def _statement(shape: _Shape, viewer: Viewer) -> sa.Select[Any]:
    """Guests' statements are put together once: for readers that would cost more than running them."""
    return _of_guests(shape) if viewer.id is None else _chosen(shape, viewer)


@cache
def _of_guests(shape: _Shape) -> sa.Select[Any]:
    return _chosen(shape, GUEST)


@cache
def _count(shape: _Shape) -> sa.Select[Any]:
    return _counting(shape, GUEST)


def _counting(shape: _Shape, viewer: Viewer) -> sa.Select[Any]:
    some = (
        sa.select(Question.id)
        .where(*_conditions(shape, viewer))
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )
    return sa.select(sa.func.count()).select_from(some.subquery())


def _chosen(shape: _Shape, viewer: Viewer) -> sa.Select[Any]:
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


def _by_moment(filter: str) -> bool:
    return filter != "read"


def _order(filter: str) -> tuple[Any, Any, bool]:
    """(what the list is ordered by, what decides between equals, is the largest first?); both stand in one index."""
    if filter == "due":
        return Question.due_at, Question.id, False
    if filter == "read":
        return DocumentSignal.readers, DocumentSignal.slot, True
    return Question.created_at, Question.id, True


def _conditions(shape: _Shape, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
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
