"""Reads of gaps. A search missed when nothing was found, nothing was opened, other words were tried soon after, or
it ended in a question. What stands beside the ask form is left out: whoever sees it is asking already."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.moderation import policy
from forum.moderation.models import Gap
from forum.search import alike
from forum.search.learning import SETTLED
from forum.search.models import SearchRecord

DAYS = 30
WORDINGS_MAX = 500  # looked at: those of most people; what fewer people search is no gap yet
TOGETHER_MAX = 20  # wordings of one gap


class Wording(NamedTuple):
    """One wording with its searches of the last `DAYS` days, and what became of them."""

    words: str
    normal: str
    lang: str
    searches: int


class GapRow(NamedTuple):
    """Wordings that mean the same. Counts are searches, `people` different visitors of a day."""

    wordings: tuple[Wording, ...]
    normals: tuple[str, ...]
    langs: tuple[str, ...]
    people: int
    searches: int
    found_none: int
    unopened: int
    reformulated: int
    asked: int
    assigned_to: str

    @property
    def words(self) -> str:
        """The wording of most searches."""
        return self.wordings[0].words


class ClosedGap(NamedTuple):
    """A gap that was closed, with what happened since: the proof."""

    words: str
    normal: str
    closed_at: datetime
    by: str
    how: str
    note: str
    searches_before: int
    missed_before: int
    searches_since: int
    missed_since: int


def gaps(viewer: Viewer, page: int) -> Page[GapRow]:
    """The open ones, those that concern most people first; five queries, whatever their number."""
    ensure(policy.can_see_desk(viewer))
    rows = db.session.execute(_wordings()).all()
    together = [
        [rows[i] for i in group[:TOGETHER_MAX]] for group in alike.groups([row.words for row in rows])
    ]
    together.sort(key=lambda group: (-sum(row.people for row in group), group[0].normal))
    return paginate(lambda limit, offset: together[offset : offset + limit], page, total=len(together)).map(
        _gap_rows
    )


def gap(viewer: Viewer, normals: Sequence[str]) -> GapRow:
    """One gap by its wordings' normal forms. Raises `NotFound` when nobody searched them in the last days."""
    ensure(policy.can_see_desk(viewer))
    rows = db.session.execute(_wordings(normals)).all()
    if not rows:
        raise NotFound()
    return _gap_rows([rows])[0]


def closed(viewer: Viewer, page: int) -> Page[ClosedGap]:
    """What was closed, the newest first, each with the share that misses since."""
    ensure(policy.can_see_desk(viewer))
    chosen = (
        sa.select(Gap, Person.name)
        .outerjoin(Person, Person.id == Gap.closed_by_id)
        .where(Gap.closed_at.is_not(None))
        .order_by(Gap.closed_at.desc(), Gap.id.desc())
    )

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen.limit(limit).offset(offset)).all()

    return paginate(fetch, page).map(_with_proof)


def colleagues(viewer: Viewer) -> list[tuple[int, str]]:
    """(number, name) of everybody a gap may be given to."""
    ensure(policy.can_see_desk(viewer))
    staff = Person.role.in_(("agent", "moderator", "admin"))
    chosen = sa.select(Person.id, Person.name).where(
        staff, Person.suspended_at.is_(None), Person.erased_at.is_(None)
    )
    return [(row.id, row.name) for row in db.session.execute(chosen.order_by(Person.name).limit(200))]


def counts(normal: str, since: datetime) -> tuple[int, int]:
    """(searches, those of them that missed) of a wording since then."""
    columns = (sa.func.count(), sa.func.coalesce(sa.func.sum(_one(missed())), 0))
    row = db.session.execute(
        sa.select(*columns).where(SearchRecord.normal == normal, *_looked_at(since))
    ).one()
    return int(row[0]), int(row[1])


def missed() -> sa.ColumnElement[bool]:
    """Did a search not lead to what was wanted?"""
    return sa.or_(
        SearchRecord.total == 0,
        SearchRecord.outcome.in_(("", "not_helped", "asked", "solved", "escalated")),
        SearchRecord.reformulated,
    )


def _one(condition: sa.ColumnElement[bool] | InstrumentedAttribute[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _looked_at(since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Over, from the search page, and with a word in it."""
    over = clock.now() - SETTLED
    return SearchRecord.at > since, SearchRecord.at < over, ~SearchRecord.asking, SearchRecord.normal != ""


def _open(since: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    # Closed ones come back by themselves when people miss them again.
    return (*_looked_at(since), sa.or_(Gap.closed_at.is_(None), SearchRecord.at > Gap.closed_at))


def _since() -> datetime:
    return clock.now() - timedelta(days=DAYS)


def _wordings(normals: Sequence[str] | None = None) -> Any:
    people = sa.func.count(sa.distinct(sa.case((missed(), SearchRecord.visitor)))).label("people")
    chosen: Any = (
        sa.select(
            SearchRecord.normal,
            people,
            sa.func.min(SearchRecord.query).label("words"),
            sa.func.count().label("searches"),
            sa.func.sum(_one(SearchRecord.total == 0)).label("found_none"),
            sa.func.sum(_one(sa.and_(SearchRecord.total > 0, SearchRecord.outcome == ""))).label("unopened"),
            sa.func.sum(_one(SearchRecord.reformulated)).label("reformulated"),
            sa.func.sum(_one(SearchRecord.outcome.in_(("asked", "solved", "escalated")))).label("asked"),
        )
        .outerjoin(Gap, Gap.normal == SearchRecord.normal)
        .where(*_open(_since()))
        .group_by(SearchRecord.normal)
        .having(people > 0)
        .order_by(people.desc(), sa.func.count().desc(), SearchRecord.normal)
        .limit(WORDINGS_MAX)
    )
    return chosen if normals is None else chosen.where(SearchRecord.normal.in_(list(normals)[:TOGETHER_MAX]))


def _gap_rows(together: Sequence[Sequence[Any]]) -> list[GapRow]:
    every = [row.normal for group in together for row in group]
    if not every:
        return []
    within = (SearchRecord.normal.in_(every), *_open(_since()))
    typed = (SearchRecord.normal, SearchRecord.lang, SearchRecord.query)
    joined = sa.select(*typed, sa.func.count()).outerjoin(Gap, Gap.normal == SearchRecord.normal)
    wordings: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for normal, lang, query, count in db.session.execute(joined.where(*within).group_by(*typed)):
        wordings[normal][query, lang] = count
    visits = sa.select(SearchRecord.normal, SearchRecord.visitor).distinct()
    visits = visits.outerjoin(Gap, Gap.normal == SearchRecord.normal).where(*within, missed())
    visitors: dict[str, set[str]] = defaultdict(set)
    for normal, who in db.session.execute(visits):
        visitors[normal].add(who)
    named = sa.select(Gap.normal, Person.name).join(Person, Person.id == Gap.assigned_to_id)
    names = {row.normal: row.name for row in db.session.execute(named.where(Gap.normal.in_(every)))}
    return [_gap_row(group, wordings, visitors, names) for group in together]


def _gap_row(
    group: Sequence[Any],
    wordings: dict[str, Counter[tuple[str, str]]],
    visitors: dict[str, set[str]],
    names: dict[str, str],
) -> GapRow:
    normals = tuple(row.normal for row in group)
    typed = [
        Wording(query, normal, lang, count)
        for normal in normals
        for (query, lang), count in wordings[normal].items()
    ]
    typed.sort(key=lambda each: (-each.searches, each.words))
    return GapRow(
        wordings=tuple(typed),
        normals=normals,
        langs=tuple(dict.fromkeys(each.lang for each in typed)),
        people=len(set().union(*(visitors[normal] for normal in normals))),
        searches=sum(row.searches for row in group),
        found_none=sum(row.found_none for row in group),
        unopened=sum(row.unopened for row in group),
        reformulated=sum(row.reformulated for row in group),
        asked=sum(row.asked for row in group),
        assigned_to=next((names[normal] for normal in normals if normal in names), ""),
    )


def _with_proof(rows: Sequence[Any]) -> list[ClosedGap]:
    normals = [gap.normal for gap, _ in rows]
    counted = (
        sa.select(SearchRecord.normal, sa.func.count(), sa.func.sum(_one(missed())))
        .join(Gap, Gap.normal == SearchRecord.normal)
        .where(Gap.normal.in_(normals), SearchRecord.at > Gap.closed_at, *_looked_at(_since()))
        .group_by(SearchRecord.normal)
    )
    since = {normal: (searches, misses) for normal, searches, misses in db.session.execute(counted)}
    return [
        ClosedGap(
            gap.words, gap.normal, gap.closed_at, name or "", gap.how, gap.note,
            gap.searches_before, gap.missed_before, *since.get(gap.normal, (0, 0)),
        )
        for gap, name in rows
    ]  # fmt: skip
