"""Who may say how a topic works, and for whom the questions of a topic are."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.roles import Viewer, at_least
from forum.groups.models import Group, GroupMember
from forum.topics.models import Topic

WORKFLOW_ROLES = ("agent", "moderator", "admin")  # to whom writing, reviewing and publishing can be given
STEPS = (1, 2, 3)
REVIEW_DAYS_MAX = 3650
NAME_MAX_CHARS = 60  # more fits no list
PROMISE_HOURS_MAX = 24 * 60  # two months: more is no promise


def can_set_rules(viewer: Viewer) -> bool:
    """Admins say who writes, reviews and publishes, and how often texts are looked at again."""
    return at_least(viewer, "admin")


def closed_to(viewer: Viewer) -> sa.Select[int]:
    """SQL: the topics whose questions the viewer does not meet: spaces of closed groups that are not hers.

    For ``Question.topic_id.not_in(closed_to(viewer))``. Moderators may read them, but meet only those of their own groups.
    """
    closed = sa.select(Topic.id).join(Group, Group.id == Topic.group_id).where(Group.openness != "public")
    if viewer.id is None:
        return closed
    mine = sa.select(GroupMember.group_id).where(GroupMember.person_id == viewer.id)
    return closed.where(Group.id.not_in(mine))
