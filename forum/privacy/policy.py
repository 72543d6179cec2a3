"""Who may leave."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least


def can_erase_account(viewer: Viewer, other_admins: int) -> bool:
    """Everybody, at any time; only the last admin makes somebody else admin first."""
    return viewer.id is not None and (not at_least(viewer, "admin") or other_admins > 0)
