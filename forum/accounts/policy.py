"""Who may do what to people's accounts."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import clock
from forum.core.roles import Viewer, at_least

#: Roles that can be given to somebody; "guest" is nobody's.
GIVEN_ROLES = ("customer", "agent", "moderator", "admin")


def can_manage_people(viewer: Viewer) -> bool:
    """Admins look people up, change roles and suspend."""
    return at_least(viewer, "admin")


def can_change_role(viewer: Viewer, person: Person) -> bool:
    """Not one's own: so there is always an admin left. Only of people who can sign in."""
    return can_manage_people(viewer) and viewer.id != person.id and person.email is not None


def can_suspend(viewer: Viewer, person: Person) -> bool:
    """Not oneself, and nobody twice."""
    return can_manage_people(viewer) and viewer.id != person.id and person.suspended_at is None


def can_lift_suspension(viewer: Viewer, person: Person) -> bool:
    """Whoever may suspend may let somebody back in."""
    return can_manage_people(viewer) and viewer.id != person.id and person.suspended_at is not None


def may_write(person: Viewer) -> bool:
    """May they ask, answer, comment, vote and edit: are they not silenced now? (Of guests each place says what they may.)"""
    until = getattr(person, "silenced_until", None)
    return until is None or bool(until <= clock.now())
