"""Who somebody is to the site. Each role can do what the ones before it can."""

from __future__ import annotations

from typing import Protocol

ROLES = ("guest", "customer", "agent", "moderator", "admin")


class Viewer(Protocol):
    """Whoever looks: a `Person` or a `Guest`. Policies and queries ask nothing else of them."""

    @property
    def id(self) -> int | None: ...

    @property
    def role(self) -> str: ...

    @property
    def trust(self) -> int: ...


class Guest:
    """Somebody who is not signed in."""

    id = None
    role = "guest"
    trust = 0
    name = ""
    language: str | None = None
    is_authenticated = False
    is_active = False
    is_anonymous = True
    is_staff = False
    is_moderator = False
    is_admin = False

    def get_id(self) -> None:
        """Flask-Login's question for the key of the session: a guest has none."""
        return None


GUEST = Guest()


def at_least(viewer: Viewer, role: str) -> bool:
    """Is `viewer` of `role`, or of one above it?"""
    return ROLES.index(viewer.role) >= ROLES.index(role)


def is_staff(viewer: Viewer) -> bool:
    """Agent, moderator or admin: a person of the company."""
    return at_least(viewer, "agent")
