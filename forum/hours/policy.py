"""Who may say when the site is open."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least

WEEK_MINUTES_MIN = 60  # less a week, and a promise of some days would end in another century
OWN_DAYS_MAX = 400  # some years of company holidays
NAME_MAX_CHARS = 80


def can_set_hours(viewer: Viewer) -> bool:
    """Admins do."""
    return at_least(viewer, "admin")
