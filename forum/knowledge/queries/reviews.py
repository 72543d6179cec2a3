"""Which articles are past their review date, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, pagination
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page
from forum.core.roles import Viewer
from forum.knowledge import policy
from forum.knowledge.models import Article, path
from forum.knowledge.queries.rows import public
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.topics import queries as topics
from forum.topics.models import TopicMember
from forum.topics.queries import TopicRow


@dataclass(frozen=True, slots=True)
class DueRow:
    """An article past its review date. `owner`: a person's name, or empty for the topic's team."""

    id: int
    title: str
    path: str
    lang: str
    topic_id: int
    owner: str
    checked_at: datetime | None
    due_at: datetime
    hits: int  # visits since ever


def past_review(by: timedelta = timedelta()) -> sa.ColumnElement[bool]:
    """SQL: public articles whose review interval has been over for longer than `by`."""
    now = clock.now()
    over = [
        sa.and_(Article.topic_id == t.id, Article.review_from <= now - timedelta(days=t.review_days) - by)
        for t in topics.all()
        if t.review_days
    ]
    return sa.and_(public(), sa.or_(*over) if over else sa.false())


def due_at(topic: TopicRow, review_from: datetime | None) -> datetime | None:
    """When an article of the topic is to be looked at again; None for never."""
    if topic.review_days is None or review_from is None:
        return None
    return review_from + timedelta(days=topic.review_days)


def due(viewer: Viewer, page: int = 1, mine: bool = False) -> Page[DueRow]:
    """Public articles past their review date, those that most people read first; one query.

    `mine`: only those the viewer answers for, as owner or in the topic's team. Raises `NotFound` unless staff.
    """
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    known = topics.by_id()
    visits = sa.func.coalesce(DocumentSignal.hits_total, 0)
    chosen = (
        sa.select(
            Article.id,
            Article.title,
            Article.slug,
            Article.lang,
            Article.topic_id,
            Person.name,
            Article.checked_at,
            Article.review_from,
            visits.label("hits"),
        )
        .outerjoin(Person, Person.id == Article.owner_id)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(past_review())
        .order_by(visits.desc(), Article.review_from, Article.id)
    )
    if mine:
        teams = sa.select(TopicMember.topic_id).where(TopicMember.person_id == viewer.id)
        of_team = sa.and_(Article.owner_id.is_(None), Article.topic_id.in_(teams))
        chosen = chosen.where(sa.or_(Article.owner_id == viewer.id, of_team))

    def fetch(limit: int, offset: int) -> Sequence[DueRow]:
        return [
            DueRow(
                r.id, r.title, path(r.id, r.slug), r.lang, r.topic_id, r.name or "", r.checked_at,
                due_at(known[r.topic_id], r.review_from) or r.review_from, r.hits,
            )
            for r in db.session.execute(chosen.limit(limit).offset(offset))
        ]  # fmt: skip

    return pagination.paginate(fetch, page)
