"""Open and rename the spaces of a group."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, text
from forum.core.db import db
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.text import N_
from forum.groups import policy as groups_policy
from forum.groups import queries as groups
from forum.groups.models import Group
from forum.topics.models import Topic
from forum.topics.queries import TopicRow, by_id


def open_space(group_id: int, name: str, by: Person) -> Topic:
    """One more place to ask in. Raises `NotAllowed`, `Invalid` (per field)."""
    group = db.session.get_one(Group, group_id, with_for_update=True)
    ensure(groups_policy.can_run(by, groups.standing(group_id, by)) and not group.ended)
    name = _checked(name)
    there = sa.select(sa.func.count()).select_from(Topic).where(Topic.group_id == group_id)
    if (db.session.scalar(there) or 0) >= groups_policy.SPACES_MAX:
        raise Invalid(
            N_("Some of it can't be saved yet."), {"space": N_("A group has eight spaces at most.")}
        )
    return add(group, name, by)


def rename_space(space: TopicRow, name: str, by: Person) -> None:
    """Call it otherwise. Raises `NotAllowed`, `Invalid`, `NotFound` for a topic of the site."""
    if space.group_id is None:
        raise NotFound()
    ensure(groups_policy.can_run(by, groups.standing(space.group_id, by)))
    found = db.session.get_one(Topic, space.id)
    names = {groups.by_id()[space.group_id].lang: _checked(name)}
    if found.name != names:
        found.name = names
        db.session.flush()
        audit.record(by, "changed the space", f"topic:{found.id}")


def add(group: Group, name: str, by: Person) -> Topic:
    """The row of a space, last of all topics.

    Its address holds a random part: no import that brings topics by their names ever meets it.
    """
    last = db.session.scalar(sa.select(sa.func.max(Topic.position)))
    space = Topic(
        slug=f"{text.slugify(name)[:40]}-{secrets.token_hex(4)}",
        name={group.lang: name},
        group_id=group.id,
        position=0 if last is None else last + 1,
        created_at=clock.now(),
    )
    db.session.add(space)
    db.session.flush()
    audit.record(by, "opened a space", f"topic:{space.id}", group=group.id)
    return space


def of_group(group_id: int) -> list[TopicRow]:
    """The spaces of a group, the oldest first."""
    return sorted((t for t in by_id().values() if t.group_id == group_id), key=lambda topic: topic.id)


def _checked(name: str) -> str:
    name = text.clean_line(name)
    if not 3 <= len(name) <= groups_policy.NAME_MAX_CHARS:
        raise Invalid(N_("Some of it can't be saved yet."), {"space": N_("Between 3 and 60 characters.")})
    return name
