"""Who may vote, and what a verdict can say."""

from __future__ import annotations

from forum.accounts.policy import may_write
from forum.core.roles import Viewer, at_least
from forum.core.targets import Shown
from forum.core.text import N_

VALUES = (-1, 0, 1)  # 0 takes a vote back
NOTE_MAX_CHARS = 500
WORDS_DAYS = 365  # what readers wrote is kept so long: by then it was mended, or it is about another text

#: What readers may say beside yes or no: code -> sentence, in the order shown.
REASONS: dict[str, str] = {
    "inaccurate": N_("Something in it is wrong"),
    "outdated": N_("It looks outdated"),
    "incomplete": N_("Something is missing"),
    "confusing": N_("It is hard to understand"),
    "other_way": N_("I solved it another way"),
    "other": N_("It is not what I searched for"),
}


def can_vote(viewer: Viewer, shown: Shown) -> bool:
    """Everybody with an account, on what others wrote."""
    return at_least(viewer, "customer") and shown.author_id != viewer.id and may_write(viewer)


def can_give_verdict(viewer: Viewer, shown: Shown) -> bool:
    """Every reader, guests too; but nobody on a text of their own."""
    return viewer.id is None or shown.author_id != viewer.id


def can_read_voices(viewer: Viewer) -> bool:
    """What readers wrote is for the people who can mend it."""
    return at_least(viewer, "agent")
