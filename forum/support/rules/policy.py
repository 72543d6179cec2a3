"""Who reads and makes rules."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least, is_staff


def can_read(viewer: Viewer) -> bool:
    """Whoever works the desk may know what it does by itself."""
    return is_staff(viewer)


def can_rule(viewer: Viewer) -> bool:
    """Leads (moderators) and admins."""
    return at_least(viewer, "moderator")
