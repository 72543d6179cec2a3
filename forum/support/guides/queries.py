"""Reads of guides and walks: for staff alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support.guides import policy
from forum.support.guides.models import Guide, GuideVersion, GuideWalk
from forum.support.guides.steps import Step, step_of
from search_index import analysis, stop_words

SUGGESTED = 3  # beside a case
TERMS_MAX = 300  # of a case that are compared
SHOWN_MAX = 20  # walks of one case


class GuideRow(NamedTuple):
    """A guide that agents can walk. `terms`: of its title and words."""

    id: int
    title: str
    lang: str
    topic_id: int | None
    terms: frozenset[str]


class WalkView(NamedTuple):
    """One walk as its case shows it."""

    walk: GuideWalk
    title: str
    lang: str
    number: int
    name: str
    step: Step | None  # where it stands


class ListRow(NamedTuple):
    """A guide in the list. `number`: of the published version, `draft`: of one that waits beside it."""

    id: int
    title: str
    lang: str
    topic_id: int | None
    number: int | None
    draft: int | None
    retired_at: datetime | None
    walks: int
    finished: int


def guide(number: int, viewer: Viewer) -> Guide:
    """One guide. Raises `NotFound`."""
    found = db.session.get(Guide, number)
    if found is None or not policy.can_read(viewer):
        raise NotFound()
    return found


def newest(guide_id: int) -> GuideVersion:
    """Its newest version, published or a draft."""
    versions = sa.select(GuideVersion).where(GuideVersion.guide_id == guide_id)
    return db.session.scalars(versions.order_by(GuideVersion.number.desc()).limit(1)).one()


def version(version_id: int) -> GuideVersion:
    """One version."""
    return db.session.get_one(GuideVersion, version_id)


def walk(number: int, viewer: Viewer) -> GuideWalk:
    """One walk. Raises `NotFound`."""
    found = db.session.get(GuideWalk, number)
    if found is None or not policy.can_read(viewer):
        raise NotFound()
    return found


def offered() -> Sequence[GuideRow]:
    """All that can be walked; no query while no content changes."""
    return freshness.kept("guides", _offered)


def _offered() -> list[GuideRow]:
    rows = db.session.execute(
        sa.select(Guide.id, Guide.title, Guide.words, Guide.lang, Guide.topic_id)
        .where(Guide.version_id.is_not(None), Guide.retired_at.is_(None))
        .order_by(Guide.title, Guide.id)
    )
    return [GuideRow(r.id, r.title, r.lang, r.topic_id, _terms(f"{r.title} {r.words}", r.lang)) for r in rows]


def suggested(topic_id: int, text: str, lang: str) -> list[GuideRow]:
    """Those that fit a case: most words in common with it, its topic and language before others. No query.

    One of another topic fits nothing; one of no topic, or of this one, fits when it shares words, and one of this
    topic also without.
    """
    mine = [row for row in offered() if row.topic_id in (None, topic_id)]
    said = {code: _terms(text, code) for code in {row.lang for row in mine}}

    def fit(row: GuideRow) -> tuple[int, bool, bool]:
        return len(row.terms & said[row.lang]), row.topic_id == topic_id, row.lang == lang

    fitting = [row for row in mine if any(fit(row)[:2])]
    return sorted(fitting, key=fit, reverse=True)[:SUGGESTED]


def _terms(text: str, lang: str) -> frozenset[str]:
    telling = [word.term for word in analysis.words(text)[:TERMS_MAX] if word.term not in stop_words.EVERY]
    return frozenset(term.term for term in analysis.terms(" ".join(telling), lang))


def walks_of(case_id: int, viewer: Viewer) -> list[WalkView]:
    """The walks of a case, newest first. One query."""
    if not policy.can_read(viewer):
        return []
    rows = db.session.execute(
        sa.select(GuideWalk, Guide.title, Guide.lang, GuideVersion.number, GuideVersion.steps, Person.name)
        .join(Guide, Guide.id == GuideWalk.guide_id)
        .join(GuideVersion, GuideVersion.id == GuideWalk.version_id)
        .outerjoin(Person, Person.id == GuideWalk.by_id)
        .where(GuideWalk.case_id == case_id)
        .order_by(GuideWalk.id.desc())
        .limit(SHOWN_MAX)
    )
    return [
        WalkView(r.GuideWalk, r.title, r.lang, r.number, r.name or "", step_of(r.steps, r.GuideWalk.step))
        for r in rows
    ]


def guides(viewer: Viewer, retired: bool = False) -> list[ListRow]:
    """All of them, by title. One query."""
    if not policy.can_read(viewer):
        raise NotFound()
    newest_number = sa.func.max(GuideVersion.number)
    numbers: Any = (
        sa.select(GuideVersion.guide_id, newest_number.label("newest"))
        .group_by(GuideVersion.guide_id)
        .subquery()
    )
    counts: Any = (
        sa.select(
            GuideWalk.guide_id,
            sa.func.count().label("walks"),
            sa.func.count().filter(GuideWalk.end == "finished").label("finished"),
        )
        .group_by(GuideWalk.guide_id)
        .subquery()
    )
    public = sa.orm.aliased(GuideVersion)
    rows = db.session.execute(
        sa.select(Guide, public.number, numbers.c.newest, counts.c.walks, counts.c.finished)
        .join(numbers, numbers.c.guide_id == Guide.id)
        .outerjoin(public, public.id == Guide.version_id)
        .outerjoin(counts, counts.c.guide_id == Guide.id)
        .where(Guide.retired_at.is_not(None) if retired else Guide.retired_at.is_(None))
        .order_by(Guide.title, Guide.id)
    )
    return [
        ListRow(
            r.Guide.id, r.Guide.title, r.Guide.lang, r.Guide.topic_id, r.number,
            r.newest if r.newest != r.number else None, r.Guide.retired_at, r.walks or 0, r.finished or 0,
        )
        for r in rows
        if r.number is not None or policy.can_make(viewer)
    ]  # fmt: skip
