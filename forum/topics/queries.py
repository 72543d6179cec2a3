"""Reads of topics. There are few and every page names them, so they are kept in the process while content stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound
from forum.topics.models import Topic, pick


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as pages need it."""

    id: int
    slug: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    promise_hours: int

    def name_in(self, lang: str) -> str:
        """The name for a reader of `lang`."""
        return pick(self.name, lang) or self.slug

    def description_in(self, lang: str) -> str:
        """The description for a reader of `lang`."""
        return pick(self.description, lang)


def all() -> list[TopicRow]:
    """All topics in their order; no query while no content changes."""
    return list(freshness.kept("topics", _read))


def by_slug(slug: str) -> TopicRow:
    """The topic of an address. Raises `NotFound`."""
    for topic in all():
        if topic.slug == slug:
            return topic
    raise NotFound()


def by_id() -> dict[int, TopicRow]:
    """All topics by number, for rows of lists."""
    return {topic.id: topic for topic in all()}


def names(lang: str) -> dict[str, str]:
    """{slug: name} for a reader of `lang`."""
    return {topic.slug: topic.name_in(lang) for topic in all()}


def _read() -> list[TopicRow]:
    rows = db.session.execute(
        sa.select(Topic.id, Topic.slug, Topic.name, Topic.description, Topic.promise_hours).order_by(
            Topic.position, Topic.id
        )
    )
    return [TopicRow(*row) for row in rows]
