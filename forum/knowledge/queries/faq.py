"""What people need most: articles by topic, pinned first, then by visits of late and by whom they helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.core import clock, pagination
from forum.core.db import db
from forum.core.pagination import Page
from forum.knowledge.models import Article, Revision, path
from forum.knowledge.queries.rows import public
from forum.search import signals
from forum.search.models import DocumentSignal
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
    """A page of a topic's FAQ in one language, with the texts; two queries."""
    chosen = (
        sa.select(*_columns(), Revision.body_html)
        .join(Revision, Revision.id == Article.published_revision_id)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.topic_id == topic_id, Article.lang == lang, public())
        .order_by(*_order())
    )
    total = db.session.scalar(
        sa.select(sa.func.count()).where(Article.topic_id == topic_id, Article.lang == lang, public())
    )
    found = pagination.paginate(
        lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(),
        page,
        PER_PAGE,
        total or 0,
    )
    return found.map(lambda rows: [_entry(r) for r in rows])


def languages_of(topic_id: int) -> dict[str, int]:
    """{language: number of public articles} of a topic, most first; one query."""
    rows = db.session.execute(
        sa.select(Article.lang, sa.func.count().label("n"))
        .where(Article.topic_id == topic_id, public())
        .group_by(Article.lang)
        .order_by(sa.desc("n"), Article.lang)
    )
    return {row.lang: row.n for row in rows}


def languages_by_topic() -> dict[int, dict[str, int]]:
    """{topic: {language: number of public articles}}; one query."""
    found: dict[int, dict[str, int]] = {}
    rows = db.session.execute(
        sa.select(Article.topic_id, Article.lang, sa.func.count().label("n"))
        .where(public())
        .group_by(Article.topic_id, Article.lang)
        .order_by(sa.desc("n"), Article.lang)
    )
    for row in rows:
        found.setdefault(row.topic_id, {})[row.lang] = row.n
    return found


def top_by_topic(lang: str, each: int) -> dict[int, TopicNeeds]:
    """The `each` most needed entries of every topic in one language, without texts, by topic id; one query."""
    place = sa.func.row_number().over(partition_by=Article.topic_id, order_by=_order()).label("place")
    total = sa.func.count().over(partition_by=Article.topic_id).label("total")
    ranked = (
        sa.select(*_columns(), place, total)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.lang == lang, public())
        .subquery()
    )
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(sa.select(ranked).where(ranked.c.place <= each).order_by(ranked.c.place)):
        found.setdefault(row.topic_id, []).append(row)
    return {
        topic: TopicNeeds(topic, tuple(_entry(r) for r in rows), rows[0].total)
        for topic, rows in found.items()
    }


def most_needed(lang: str, limit: int) -> list[Entry]:
    """The most needed entries of the whole site in one language; pins count for their topic, not here."""
    rows = db.session.execute(
        sa.select(*_columns())
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.lang == lang, public())
        .order_by(*_order()[1:])
        .limit(limit)
    )
    return [_entry(r) for r in rows]


def _columns() -> list[Any]:
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
        sa.func.coalesce(signals.need(), 0.0).label("need"),
    ]


def _order() -> list[Any]:
    """Pinned first (the latest pin on top), then need; age and id make it certain."""
    return [
        sa.case((Article.pinned_at.is_not(None), 0), else_=1),
        sa.func.coalesce(signals.need(), 0.0).desc(),
        Article.published_at.desc(),
        Article.id.desc(),
    ]


def _entry(row: Any) -> Entry:
    weight = hit_weight(clock.now().timestamp())
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
        hits=(row.hits or 0.0) / weight,
        trust=1.0 if row.trust is None else row.trust,
        under_review_since=row.under_review_since,
        unsafe=bool(row.unsafe),
        need=row.need,
        body_html=getattr(row, "body_html", ""),
    )
