"""Which articles are past their review date, for how long, and who answers for them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.knowledge.models import Article
from forum.knowledge.queries.rows import public
from forum.topics import queries as topics
from forum.topics.models import TopicMember
from forum.topics.queries import TopicRow


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


def cared_for_by(person_id: int | None) -> sa.ColumnElement[bool]:
    """SQL: articles that a person answers for: as their owner, or in the topic's team where nobody owns them."""
    teams = sa.select(TopicMember.topic_id).where(TopicMember.person_id == person_id)
    of_team = sa.and_(Article.owner_id.is_(None), Article.topic_id.in_(teams))
    return sa.or_(Article.owner_id == person_id, of_team)
