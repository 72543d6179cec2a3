"""Reads of topics. There are few and every page names them, so they are kept in the process while content stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.roles import Viewer
from forum.topics import policy
from forum.topics.models import Topic, TopicMember, pick


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as pages need it."""

    id: int
    slug: str
    name: Mapping[str, str]
    description: Mapping[str, str]
    promise_hours: int
    steps: int
    write_role: str
    review_role: str
    publish_role: str
    review_days: int | None

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


def to_change(slug: str, viewer: Viewer) -> Topic:
    """The topic itself, to act on. Raises `NotFound`, and for whoever may not change it `NotAllowed`."""
    ensure(policy.can_set_rules(viewer))
    found = db.session.scalars(sa.select(Topic).where(Topic.slug == slug)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def team(topic_id: int) -> list[int]:
    """Ids of the people of the topic's team who can still sign in; one query."""
    chosen = (
        sa.select(Person.id)
        .join(TopicMember, TopicMember.person_id == Person.id)
        .where(TopicMember.topic_id == topic_id, *_of_the_company())
    )
    return list(db.session.scalars(chosen.order_by(Person.id)))


def staff() -> list[tuple[int, str]]:
    """(id, name) of everybody of the company, by name: who can own an article or be in a team.

    No query while no content changes: each article's page asks, for people of the company.
    """
    return list(freshness.kept("staff", _staff))


def _staff() -> list[tuple[int, str]]:
    rows = db.session.execute(
        sa.select(Person.id, Person.name).where(*_of_the_company()).order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def _of_the_company() -> tuple[sa.ColumnElement[bool], ...]:
    active = (Person.suspended_at.is_(None), Person.erased_at.is_(None))
    return (Person.role.in_(policy.WORKFLOW_ROLES), *active)


def names(lang: str) -> dict[str, str]:
    """{slug: name} for a reader of `lang`."""
    return {topic.slug: topic.name_in(lang) for topic in all()}


def _read() -> list[TopicRow]:
    rows = db.session.execute(
        sa.select(
            Topic.id,
            Topic.slug,
            Topic.name,
            Topic.description,
            Topic.promise_hours,
            Topic.steps,
            Topic.write_role,
            Topic.review_role,
            Topic.publish_role,
            Topic.review_days,
        ).order_by(Topic.position, Topic.id)
    )
    return [TopicRow(*tuple(row)) for row in rows]
