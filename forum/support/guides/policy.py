"""Who may walk, make and publish guides."""

from __future__ import annotations

from typing import NamedTuple

from forum.core.roles import Viewer, at_least, is_staff
from forum.support.guides.models import GuideWalk

TITLE_MAX_CHARS = 120
WORDS_MAX_CHARS = 500
BECAUSE_MAX_CHARS = 500


class Head(NamedTuple):
    """What a guide is called and when it fits."""

    title: str
    words: str
    lang: str
    topic_id: int | None


def can_read(viewer: Viewer) -> bool:
    """Guides are for the company's eyes, and so is what was found by walking them."""
    return is_staff(viewer)


def can_walk(viewer: Viewer) -> bool:
    """Whoever works cases."""
    return is_staff(viewer)


def can_step(viewer: Viewer, walk: GuideWalk) -> bool:
    """A walk that is going on; a colleague who takes the case over goes on where it stands."""
    return is_staff(viewer) and not walk.end


def can_go_back(viewer: Viewer, walk: GuideWalk) -> bool:
    """One step back, from a result too; what was stopped is over."""
    return is_staff(viewer) and walk.end != "stopped" and bool(walk.path)


def can_make(viewer: Viewer) -> bool:
    """Leads: moderators and admins."""
    return at_least(viewer, "moderator")
