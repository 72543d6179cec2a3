"""A group that is made gets its first space with it."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import events
from forum.core.db import db
from forum.groups.models import Group
from forum.topics.spaces import actions


@events.on("group.made")
def first_space(group_id: int, by_id: int) -> None:
    """Called as the group is."""
    group = db.session.get_one(Group, group_id)
    actions.add(group, group.name, db.session.get_one(Person, by_id))
