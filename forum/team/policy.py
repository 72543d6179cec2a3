"""Who can stand on the page of the team."""

from __future__ import annotations

from forum.core.roles import Viewer, is_staff


def can_be_shown(viewer: Viewer) -> bool:
    """People of the company, if they want to."""
    return viewer.id is not None and is_staff(viewer)
