"""Reads of gaps: what `grouping` counted, never the searches themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.moderation import policy
from forum.moderation.gaps.grouping import DAYS
from forum.moderation.models import Gap, GapWording
from forum.search.models import Promotion

STATES = ("open", "watched", "proved")
#: Kinds of gap, and the count that says a gap is of that kind.
KINDS = {
    "found_none": Gap.found_none,
    "unopened": Gap.unopened,
    "reformulated": Gap.reformulated,
    "asked": Gap.asked,
}
WORDINGS_SHOWN = 12

__all__ = ["DAYS", "KINDS", "STATES", "Filters", "GapRow", "Promoted", "Wording", "colleagues", "gap", "gaps"]


class Filters(NamedTuple):
    """What a list is narrowed to; empty: everything. `whose`: "" | "me" | "nobody"."""

    state: str = "open"
    kind: str = ""
    lang: str = ""
    whose: str = ""


OPEN = Filters()


class Wording(NamedTuple):
    """One wording with its searches of the last `DAYS` days."""

    words: str
    normal: str
    lang: str
    searches: int


class Promoted(NamedTuple):
    """Words that a document stands first for."""

    number: int
    words: str
    document: str
    promoted_at: datetime


class GapRow(NamedTuple):
    """Wordings that mean the same. Counts are of the last `DAYS` days, `people` different visitors who missed it."""

    id: int
    words: str
    lang: str
    state: str
    people: int
    people_before: int
    searches: int
    found_none: int
    unopened: int
    reformulated: int
    asked: int
    assigned_to: str
    closed_at: datetime | None
    closed_by: str
    how: str
    note: str
    searches_before: int
    missed_before: int
    searches_since: int
    missed_since: int
    settled_at: datetime | None
    wordings: tuple[Wording, ...]

    @property
    def normals(self) -> tuple[str, ...]:
        """The normal forms of its wordings."""
        return tuple(each.normal for each in self.wordings)

    @property
    def langs(self) -> tuple[str, ...]:
        """Its languages, that of most searches first."""
        return tuple(dict.fromkeys(each.lang for each in self.wordings))

    @property
    def came_back(self) -> bool:
        """Closed once, and missed as much afterwards."""
        return self.state == "open" and self.closed_at is not None


_assigned, _closer = sa.orm.aliased(Person), sa.orm.aliased(Person)
_COLUMNS = (
    Gap.id, Gap.words, Gap.lang, Gap.state, Gap.people, Gap.people_before, Gap.searches, Gap.found_none, Gap.unopened,
    Gap.reformulated, Gap.asked, sa.func.coalesce(_assigned.name, ""), Gap.closed_at,
    sa.func.coalesce(_closer.name, ""), Gap.how, Gap.note, Gap.searches_before, Gap.missed_before, Gap.searches_since,
    Gap.missed_since, Gap.settled_at,
)  # fmt: skip


def gaps(viewer: Viewer, page: int, filters: Filters = OPEN) -> Page[GapRow]:
    """Those that concern most people first; three queries, whatever their number. Closed ones: the last closed first."""
    ensure(policy.can_see_desk(viewer))
    where = _where(viewer, filters)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Gap).where(*where)) or 0
    order: Any = (Gap.people.desc(),) if filters.state == "open" else (Gap.closed_at.desc(),)
    chosen = _chosen().where(*where).order_by(*order, Gap.id.desc())

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen.limit(limit).offset(offset)).all()

    return paginate(fetch, page, total=total).map(_rows)


def gap(viewer: Viewer, number: int) -> GapRow:
    """One gap with all its wordings. Raises `NotFound`."""
    ensure(policy.can_see_desk(viewer))
    found = db.session.execute(_chosen().where(Gap.id == number)).all()
    if not found:
        raise NotFound()
    return _rows(found)[0]


def counts(viewer: Viewer) -> dict[str, int]:
    """{state: how many}. One query."""
    ensure(policy.can_see_desk(viewer))
    counted = sa.select(Gap.state, sa.func.count()).where(_shown()).group_by(Gap.state)
    return {state: int(count) for state, count in db.session.execute(counted)}


def languages(viewer: Viewer) -> list[str]:
    """Languages in which something is missed, the most missed first."""
    ensure(policy.can_see_desk(viewer))
    counted = sa.select(GapWording.lang).group_by(GapWording.lang)
    return list(db.session.scalars(counted.order_by(sa.func.count().desc(), GapWording.lang)))


def colleagues(viewer: Viewer) -> list[tuple[int, str]]:
    """(number, name) of everybody a gap may be given to."""
    ensure(policy.can_see_desk(viewer))
    staff = Person.role.in_(("agent", "moderator", "admin"))
    chosen = sa.select(Person.id, Person.name).where(
        staff, Person.suspended_at.is_(None), Person.erased_at.is_(None)
    )
    return [(row.id, row.name) for row in db.session.execute(chosen.order_by(Person.name).limit(200))]


def promotions(viewer: Viewer, page: int) -> Page[Promoted]:
    """What curators put first for which words, the newest first."""
    ensure(policy.can_see_desk(viewer))
    chosen = sa.select(Promotion.id, Promotion.words, Promotion.document, Promotion.promoted_at)
    chosen = chosen.order_by(Promotion.promoted_at.desc(), Promotion.id.desc())
    return paginate(
        lambda limit, offset: [
            Promoted(*row) for row in db.session.execute(chosen.limit(limit).offset(offset))
        ],
        page,
    )


def promotions_of(normals: Iterable[str]) -> list[Promoted]:
    """Those for one of these wordings."""
    columns = (Promotion.id, Promotion.words, Promotion.document, Promotion.promoted_at)
    chosen = sa.select(*columns).where(Promotion.normal.in_(list(normals))).order_by(Promotion.id)
    return [Promoted(*row) for row in db.session.execute(chosen)]


def _shown() -> sa.ColumnElement[bool]:
    # One that a colleague looks after stays on the list, though nobody misses it right now.
    return sa.or_(Gap.state != "open", Gap.people > 0, Gap.assigned_to_id.is_not(None))


def _where(viewer: Viewer, filters: Filters) -> list[sa.ColumnElement[bool]]:
    where = [_shown(), Gap.state == (filters.state if filters.state in STATES else "open")]
    if filters.kind in KINDS:
        where.append(KINDS[filters.kind] > 0)
    if filters.lang:
        spoken = sa.select(GapWording.gap_id).where(GapWording.lang == filters.lang)
        where.append(Gap.id.in_(spoken))
    if filters.whose == "me":
        where.append(Gap.assigned_to_id == viewer.id)
    elif filters.whose == "nobody":
        where.append(Gap.assigned_to_id.is_(None))
    return where


def _chosen() -> Any:
    joined = sa.select(*_COLUMNS).outerjoin(_assigned, _assigned.id == Gap.assigned_to_id)
    return joined.outerjoin(_closer, _closer.id == Gap.closed_by_id)


def _rows(found: Sequence[Any]) -> list[GapRow]:
    columns = (GapWording.gap_id, GapWording.words, GapWording.normal, GapWording.lang, GapWording.searches)
    chosen = sa.select(*columns).where(GapWording.gap_id.in_([row[0] for row in found]))
    wordings: dict[int, list[Wording]] = defaultdict(list)
    for row in db.session.execute(chosen.order_by(GapWording.searches.desc(), GapWording.id)):
        wordings[row.gap_id].append(Wording(row.words, row.normal, row.lang, row.searches))
    return [GapRow._make((*row, tuple(wordings[row[0]]))) for row in found]
