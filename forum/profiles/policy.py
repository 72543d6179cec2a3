"""What a profile holds, and who may change it."""

from __future__ import annotations

from forum.core.roles import Viewer, is_staff

ABOUT_MAX_CHARS = 1000
TITLE_MAX_CHARS = 60
FACE_PIXELS = 192  # a square: three times the largest size it is shown at
POSTS_SHOWN = 8  # of each kind, the newest


def can_edit(viewer: Viewer, person_id: int) -> bool:
    """Everybody her own."""
    return viewer.id is not None and viewer.id == person_id


def can_have_title(viewer: Viewer) -> bool:
    """What somebody does at the company."""
    return is_staff(viewer)
