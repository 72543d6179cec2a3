"""How long somebody is new here, and who is shown the rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.core.roles import Viewer

NEW_DAYS = 30  # afterwards others need not be told any more


def reads_rules(viewer: Viewer) -> bool:
    """Guests and members of the lowest level: the others have read them."""
    return viewer.trust == 0


def new_here(first_post: bool, written_at: datetime, now: datetime) -> bool:
    """Is this the first post of somebody, of late?"""
    return first_post and now - written_at < timedelta(days=NEW_DAYS)
