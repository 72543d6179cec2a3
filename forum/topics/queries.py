"""Reads of topics. There are few and every page names them, so they are kept in the process while content stands still.

`all` are the topics of the site; a group's spaces are topics too, which only `visible_to`, `open_to` and `by_id` give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.roles import GUEST, Viewer, at_least
from forum.groups import queries as groups
from forum.topics import policy, tree
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
    group_id: int | None
    parent_id: int | None
    depth: int  # 0 on top

    def name_in(self, lang: str) -> str:
        """The name for a reader of `lang`."""
        return pick(self.name, lang) or self.slug

    def choice_in(self, lang: str) -> str:
        """The name among others to choose from, set in by its depth."""
        return "\u2003" * self.depth + self.name_in(lang)

    def description_in(self, lang: str) -> str:
        """The description for a reader of `lang`."""
        return pick(self.description, lang)


def all() -> list[TopicRow]:
    """The topics of the site in their order, without any group's spaces; no query while no content changes."""
    return [topic for topic in _everything() if topic.group_id is None]


def by_slug(slug: str, viewer: Viewer = GUEST) -> TopicRow:
    """The topic of an address, or the space that this viewer meets. Raises `NotFound`."""
    for topic in visible_to(viewer):
        if topic.slug == slug:
            return topic
    raise NotFound()


def by_id() -> dict[int, TopicRow]:
    """All topics and spaces by number, for rows that the viewer may see."""
    return {topic.id: topic for topic in _everything()}


def below(topic_id: int) -> tuple[int, ...]:
    """The topic itself and all that stand below it: lists of a topic hold theirs too."""
    return tree.below(_everything(), topic_id)


def slugs_below(slug: str) -> tuple[str, ...]:
    """`below` by slug, for what knows topics by their slugs alone (search)."""
    known = by_id()
    number = next((topic.id for topic in known.values() if topic.slug == slug), None)
    return (slug,) if number is None else tuple(known[each].slug for each in below(number))


def path(topic_id: int) -> list[TopicRow]:
    """From the top down to the topic itself, for the way that a page shows; empty when there is none."""
    return tree.path(_everything(), topic_id)


def children(topic_id: int | None) -> list[TopicRow]:
    """Those right below it, in their order; of None those on top, without spaces."""
    return [t for t in _everything() if t.parent_id == topic_id and t.group_id is None]


def visible_to(viewer: Viewer) -> list[TopicRow]:
    """The topics of the site, the spaces of public groups and those of the viewer's own, in their order."""
    mine = groups.of(viewer)
    return [t for t in _everything() if t.group_id is None or t.group_id in mine or not _closed(t.group_id)]


def open_to(viewer: Viewer) -> list[TopicRow]:
    """Where the viewer may ask: the topics of the site and the spaces of her own groups, unless the group has ended."""
    going_on = groups.of(viewer) & {group.id for group in groups.all() if not group.ended}
    return [t for t in _everything() if t.group_id is None or t.group_id in going_on]


def may_read(topic_id: int, viewer: Viewer) -> bool:
    """May the viewer read the questions of this topic? All but those of closed groups; these members and moderators.

    The same rule as `policy.closed_to`, for one question.
    """
    topic = by_id().get(topic_id)
    if at_least(viewer, "moderator"):
        return True
    if topic is None:  # opened this very moment: nobody can be meant yet
        return False
    return topic.group_id is None or not _closed(topic.group_id) or topic.group_id in groups.of(viewer)


def moderates(viewer: Viewer, topic_id: int) -> bool:
    """Is the viewer a moderator of this topic: of all of them, of it, or of one above it? No query, see `all`."""
    if not at_least(viewer, "moderator"):
        return False
    only = getattr(viewer, "moderated_topics", None)
    if only is None or at_least(viewer, "admin"):
        return True
    return not {topic.id for topic in path(topic_id)}.isdisjoint(only)


def _closed(group_id: int) -> bool:
    """A group that was made this very moment counts as closed."""
    group = groups.by_id().get(group_id)
    return group is None or group.closed


def _everything() -> list[TopicRow]:
    return freshness.kept("topics", _read)


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
    return {topic.slug: topic.name_in(lang) for topic in visible_to(GUEST)}


def _read() -> list[TopicRow]:
    rows: Sequence[Any] = db.session.execute(
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
            Topic.group_id,
            Topic.parent_id,
        ).order_by(Topic.position, Topic.id)
    ).all()
    return [TopicRow(*(*row, depth)) for row, depth in tree.in_order(rows)]
