"""Who may say how a topic works."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least

WORKFLOW_ROLES = ("agent", "moderator", "admin")  # to whom writing, reviewing and publishing can be given
STEPS = (1, 2, 3)
REVIEW_DAYS_MAX = 3650
PROMISE_HOURS_MAX = 24 * 60  # two months: more is no promise


def can_set_rules(viewer: Viewer) -> bool:
    """Admins say who writes, reviews and publishes, and how often texts are looked at again."""
    return at_least(viewer, "admin")
