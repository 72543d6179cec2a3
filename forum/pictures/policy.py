"""Who may bring pictures, how large they may be, and who sees those that no public text shows."""

from __future__ import annotations

from forum.accounts.policy import may_write
from forum.core import trust
from forum.core.roles import Viewer, is_staff
from forum.pictures.models import Picture

BYTES_MAX = 8 * 1024 * 1024  # of the file that is sent: a telephone's photograph
PIXELS_MAX = 25_000_000  # decoded: 100 MB at four bytes
SIDE_MAX = 2000  # what is kept: twice the width of a text column on the finest screens
UNUSED_DAYS = 40  # a draft lives 30 days: what no text shows then will never be shown
ALT_MAX_CHARS = 300


def can_bring(viewer: Viewer) -> bool:
    """People of the company put pictures into articles, members who are trusted with it into posts."""
    return is_staff(viewer) or (viewer.id is not None and trust.may(viewer, "pictures") and may_write(viewer))


def can_bring_face(viewer: Viewer) -> bool:
    """Everybody with an account may have a picture beside the name."""
    return viewer.id is not None


def can_see_unused(viewer: Viewer, picture: Picture) -> bool:
    """While it is written: its author and the company."""
    return is_staff(viewer) or (viewer.id is not None and viewer.id == picture.by_id)
