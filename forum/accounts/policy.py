"""Who may do what to people's accounts."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import clock
from forum.core.roles import Viewer, at_least
from forum.core.text import N_

ANOTHER_TOPIC = N_("This stands in a topic that others look after.")
WHOLE_SITE = N_("This holds for the whole site: whoever looks after all topics changes it.")

#: Roles that can be given to somebody; "guest" is nobody's.
GIVEN_ROLES = ("customer", "agent", "moderator", "admin")


def can_manage_people(viewer: Viewer) -> bool:
    """Admins look people up, change roles and suspend."""
    return at_least(viewer, "admin")


def can_change_role(viewer: Viewer, person: Person) -> bool:
    """Not one's own: so there is always an admin left. Only of people who can sign in."""
    return can_manage_people(viewer) and viewer.id != person.id and person.email is not None


def can_suspend(viewer: Viewer, person: Person) -> bool:
    """Not oneself, and nobody twice. Customers also moderators, unless they look after some topics only."""
    return _may_shut_out(viewer, person) and not person.suspended


def can_lift_suspension(viewer: Viewer, person: Person) -> bool:
    """Whoever may suspend may let somebody back in."""
    # Who is leaving is shut until she comes back: nobody else brings the account back.
    return _may_shut_out(viewer, person) and person.suspended and person.leaving_at is None


def moderates_all(viewer: Viewer) -> bool:
    """A moderator whose office isn't limited to some topics (`Person.moderated_topics`); admins have no limit."""
    unlimited = getattr(viewer, "moderated_topics", None) is None or at_least(viewer, "admin")
    return at_least(viewer, "moderator") and unlimited


def elsewhere(viewer: Viewer) -> str:
    """What somebody who looks after some topics is told where the topic is another one; empty for all others."""
    return ANOTHER_TOPIC if at_least(viewer, "moderator") and not moderates_all(viewer) else ""


def _may_shut_out(viewer: Viewer, person: Person) -> bool:
    if viewer.id == person.id:
        return False
    return can_manage_people(viewer) or (person.role == "customer" and moderates_all(viewer))


def may_write(person: Viewer) -> bool:
    """May they ask, answer, comment, vote and edit: are they not silenced now? (Of guests each place says what they may.)"""
    until = getattr(person, "silenced_until", None)
    return until is None or bool(until <= clock.now())
