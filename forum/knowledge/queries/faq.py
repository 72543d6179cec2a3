"""What people need most: articles by topic, pinned first, then by visits of late and by whom they helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core import clock, freshness, markdown, pagination
from forum.core.db import db
from forum.core.pagination import Page
from forum.knowledge.models import Article, FaqPlace, FaqSection, Revision, path
from forum.knowledge.queries.rows import public
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.topics import queries as topics
from search_index.ranking import hit_weight

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the FAQ. `body_html` is empty where only the title is shown."""

    id: int
    title: str
    path: str
    summary: str
    lang: str
    topic_id: int
    pinned: bool
    published_at: datetime | None
    helped: int
    not_helped: int
    hits: float  # of late: each visit halves in 30 days
    trust: float
    under_review_since: datetime | None
    unsafe: bool
    need: float
    body_html: str = ""


@dataclass(frozen=True, slots=True)
class TopicNeeds:
    """The most needed entries of one topic, and how many there are in all."""

    topic_id: int
    entries: tuple[Entry, ...]
    total: int


def entries(topic_id: int, lang: str, page: int = 1) -> Page[Entry]:
    """A page of a topic's FAQ in one language, with the texts, but for what stands in a section; two queries.

    What stands in topics below it is in.
    """
    values = {"topic": topic_id, "topics": topics.below(topic_id), "lang": lang, "weight": weight()}
    total = db.session.scalar(_count(), values)

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(_entries(), values | {"limit": limit, "offset": offset}).all()

    return pagination.paginate(fetch, page, PER_PAGE, total or 0).map(to_entries)


def languages_of(topic_id: int) -> dict[str, int]:
    """{language: number of public articles} of a topic and of all below it, most first; one query."""
    return languages_by_topic().get(topic_id, {})


def languages_by_topic() -> dict[int, dict[str, int]]:
    """{topic: {language: number of public articles}}, with those of topics below it, most first.

    One query, none while no content changes.
    """
    return freshness.kept("languages by topic", _languages)


def top_by_topic(lang: str, each: int) -> dict[int, TopicNeeds]:
    """The `each` most needed entries of every topic and what is below it in one language, without texts, by topic id.

    One query over all articles of the language, so it is kept for some seconds.
    """
    return freshness.kept(f"top {each} of {lang}", lambda: _top_by_topic(lang, each))


def most_needed(lang: str, limit: int) -> list[Entry]:
    """The most needed entries of the whole site in one language; pins count for their topic, not here."""
    return to_entries(
        db.session.execute(_most_needed(), {"lang": lang, "limit": limit, "weight": weight()}).all()
    )


def _languages() -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = db.session.execute(
        sa.select(Article.topic_id, Article.lang, sa.func.count().label("n"))
        .where(public())
        .group_by(Article.topic_id, Article.lang)
        .order_by(sa.desc("n"), Article.lang)
    )
    for row in rows:
        for above in topics.path(row.topic_id):
            mine = found.setdefault(above.id, {})
            mine[row.lang] = mine.get(row.lang, 0) + row.n
    return {
        topic: dict(sorted(mine.items(), key=lambda each: (-each[1], each[0])))
        for topic, mine in found.items()
    }


def _top_by_topic(lang: str, each: int) -> dict[int, TopicNeeds]:
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(_top(), {"lang": lang, "each": each, "weight": weight()}):
        found.setdefault(row.topic_id, []).append(row)
    own = {topic: TopicNeeds(topic, tuple(to_entries(rows)), rows[0].total) for topic, rows in found.items()}
    return {topic.id: needs for topic in topics.all() if (needs := _with_those_below(topic.id, own, each))}


def _with_those_below(topic_id: int, own: dict[int, TopicNeeds], each: int) -> TopicNeeds | None:
    """The first of the firsts are the first of all: of each topic as many are known as are shown."""
    here = [own[number] for number in topics.below(topic_id) if number in own]
    if len(here) < 2:
        return replace(here[0], topic_id=topic_id) if here else None
    together = sorted((entry for needs in here for entry in needs.entries), key=_place, reverse=True)
    return TopicNeeds(topic_id, tuple(together[:each]), sum(needs.total for needs in here))


def _place(entry: Entry) -> tuple[bool, float, float, int]:
    """`_order`, for entries."""
    published = entry.published_at.timestamp() if entry.published_at else 0.0
    return entry.pinned, entry.need, published, entry.id


# The statements are put together once: for a page that readers wait for, that would cost more than running them.


@cache
def _entries() -> sa.Select[Any]:
    return (
        sa.select(*columns(), Revision.body_html)
        .join(Revision, Revision.id == Article.published_revision_id)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(*_of_topic())
        .order_by(*_order())
        .limit(sa.bindparam("limit", type_=sa.Integer))
        .offset(sa.bindparam("offset", type_=sa.Integer))
    )


@cache
def _count() -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(Article).where(*_of_topic())


@cache
def _top() -> sa.Select[Any]:
    """Only numbers are put in order; the few that are shown are read afterwards."""
    place = sa.func.row_number().over(partition_by=Article.topic_id, order_by=_order()).label("place")
    total = sa.func.count().over(partition_by=Article.topic_id).label("total")
    ranked = (
        sa.select(Article.id, place, total)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.lang == sa.bindparam("lang"), public())
        .subquery()
    )
    return (
        sa.select(*columns(), ranked.c.total)
        .join(ranked, ranked.c.id == Article.id)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(ranked.c.place <= sa.bindparam("each"))
        .order_by(Article.topic_id, ranked.c.place)
    )


@cache
def _most_needed() -> sa.Select[Any]:
    return (
        sa.select(*columns())
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.lang == sa.bindparam("lang"), public())
        .order_by(*_order()[1:])
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )


def _of_topic() -> tuple[sa.ColumnElement[bool], ...]:
    placed = sa.exists().where(
        FaqPlace.article_id == Article.id.expression,
        FaqPlace.section_id == FaqSection.id,
        FaqSection.topic_id == sa.bindparam("topic"),
        FaqSection.lang == sa.bindparam("lang"),
    )
    return (
        Article.topic_id.in_(sa.bindparam("topics", expanding=True)),
        Article.lang == sa.bindparam("lang"),
        public(),
        sa.or_(Article.pinned_at.is_not(None), ~placed),
    )


def weight() -> float:
    """What a hit of this moment counts."""
    return hit_weight(clock.now().timestamp())


def _need() -> sa.ColumnElement[float]:
    return sa.func.coalesce(signals.need(sa.bindparam("weight", type_=sa.Float)), 0.0)


def columns() -> list[Any]:
    """What an `Entry` is made of; needs the parameter `weight`."""
    return [
        Article.id,
        Article.title,
        Article.slug,
        Article.summary,
        Article.lang,
        Article.topic_id,
        Article.pinned_at,
        Article.published_at,
        DocumentSignal.helped,
        DocumentSignal.not_helped,
        DocumentSignal.hits,
        DocumentSignal.trust,
        DocumentSignal.under_review_since,
        DocumentSignal.unsafe,
        _need().label("need"),
    ]


def _order() -> list[Any]:
    """Pinned first (the latest pin on top), then need; age and id make it certain."""
    return [
        sa.case((Article.pinned_at.is_not(None), 0), else_=1),
        _need().desc(),
        Article.published_at.desc(),
        Article.id.desc(),
    ]


def to_entries(rows: Sequence[Any]) -> list[Entry]:
    """Rows of `columns` as entries."""
    now = weight()
    return [_entry(row, now) for row in rows]


def _entry(row: Any, now: float) -> Entry:
    return Entry(
        id=row.id,
        title=row.title,
        path=path(row.id, row.slug),
        summary=row.summary,
        lang=row.lang,
        topic_id=row.topic_id,
        pinned=row.pinned_at is not None,
        published_at=row.published_at,
        helped=row.helped or 0,
        not_helped=row.not_helped or 0,
        hits=(row.hits or 0.0) / now,
        trust=1.0 if row.trust is None else row.trust,
        under_review_since=row.under_review_since,
        unsafe=bool(row.unsafe),
        need=row.need,
        body_html=markdown.without_ids(getattr(row, "body_html", "")),
    )
