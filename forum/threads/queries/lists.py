"""Lists of questions: what each holds, in which order, and one stretch of it at a time.

Pages lead on by the last row that was shown, not by counting (keyset paging): while questions come and go, none is
shown twice and none is passed over, and the hundredth page costs what the first does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from forum.core import freshness, stretches
from forum.core.db import db
from forum.core.pagination import PER_PAGE, Page, paginate
from forum.core.roles import Viewer
from forum.core.stretches import Cursor, Stretch
from forum.groups import queries as groups
from forum.threads.queries.rows import QuestionRow, row_of
from forum.threads.queries.shapes import Shape, by_moment, count, statement
from forum.topics import queries as topics

# The same lists for whoever meets the same questions.
SHARED = ("newest", "unanswered", "unsolved", "due", "read")
OWN = ("mine", "answered", "followed")
FILTERS = (*SHARED, *OWN)
COUNT_MAX = 1000  # more are counted as "more": such a number tells nobody anything, and counting it costs


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list: one of `FILTERS`, narrowed down to topics (any of these and what stands below), a tag or another word for
    it, a language."""

    filter: str = "newest"
    topics: tuple[int, ...] = ()
    tag: str = ""
    lang: str = ""


def stretch(
    viewer: Viewer, wanted: Wanted, cursor: Cursor | None = None, limit: int = PER_PAGE
) -> Stretch[QuestionRow]:
    """One stretch of a list, from its start or from where `cursor` stands; one query, two where nothing lies before it."""
    shape, values = _shape(wanted, viewer)
    way = cursor.way if cursor else "first"
    if cursor is not None:
        values |= {"key": cursor.moment() if by_moment(wanted.filter) else cursor.key, "id": cursor.id}
        if values["key"] is None:
            cursor, way = None, "first"
    found = db.session.execute(
        statement(shape._replace(way=way), viewer), values | {"limit": limit + 1}
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
    chosen = statement(shape._replace(way="offset"), viewer)

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
    chosen = [count(shape, viewer) for shape in shapes]
    row = db.session.execute(sa.select(*(each.scalar_subquery() for each in chosen)), values).one()
    return dict(zip(counted, row, strict=True))


def _shape(wanted: Wanted, viewer: Viewer) -> tuple[Shape, dict[str, Any]]:
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
    shape = Shape(wanted.filter, many, bool(wanted.tag), bool(wanted.lang))
    return shape, {name: value for name, value in values.items() if used[name]}
