"""Who may flag, confirm and settle."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least
from forum.flags.models import Flag
from search_index.weights import FLAG_FACTORS

REASONS = tuple(FLAG_FACTORS)  # what each costs in trust is written there
UNSAFE = "unsafe"

OPEN_FLAGS_MAX = 20  # of one person: whoever has more open is not flagging but sweeping
LAPSE_DAYS = 90  # a flag that nobody confirmed says little about the product of three months later
NOTE_MAX_CHARS = 1000


def can_flag(viewer: Viewer) -> bool:
    """Only people of the company: readers say "did not help" instead."""
    return at_least(viewer, "agent")


def can_see_flags(viewer: Viewer) -> bool:
    """Who flagged, and the sentence, are for the company's eyes."""
    return at_least(viewer, "agent")


def can_confirm(viewer: Viewer, flag: Flag) -> bool:
    """A second person of the company; a confirmed flag does not lapse."""
    return at_least(viewer, "agent") and flag.open and flag.by_id != viewer.id and flag.confirmed_at is None


def can_withdraw(viewer: Viewer, flag: Flag) -> bool:
    """Whoever flagged may take it back."""
    return flag.open and flag.by_id == viewer.id


def can_reject(viewer: Viewer, flag: Flag) -> bool:
    """Moderators settle flags, with a reason."""
    return at_least(viewer, "moderator") and flag.open
