"""Who may vote, and what a verdict can say."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least
from forum.core.targets import Shown
from forum.core.text import N_

VALUES = (-1, 0, 1)  # 0 takes a vote back
NOTE_MAX_CHARS = 500

#: Why something did not help: code -> sentence, in the order shown.
REASONS: dict[str, str] = {
    "tried": N_("I tried it and it did not work"),
    "other": N_("It answers another question"),
    "unclear": N_("I don't understand it"),
    "outdated": N_("It looks outdated"),
    "too_long": N_("It is too long to find what I need"),
}


def can_vote(viewer: Viewer, shown: Shown) -> bool:
    """Everybody with an account, on what others wrote."""
    return at_least(viewer, "customer") and shown.author_id != viewer.id


def can_give_verdict(viewer: Viewer, shown: Shown) -> bool:
    """Every reader, guests too; but nobody on a text of their own."""
    return viewer.id is None or shown.author_id != viewer.id
