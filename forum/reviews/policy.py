"""Who may report what, how much a report weighs, and when the program hides a post by itself."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least
from forum.core.targets import Shown

#: What a member may say is wrong with a post. (What is wrong *in* a text, staff say with a flag.)
REASONS = ("spam", "abuse", "off-topic", "personal data", "other")
#: What brings a post into the queue.
SOURCES = ("reports", "spam", "first post", "rings")
DECISIONS = ("kept", "removed")

HIDE_WEIGHT = 3.0  # two trusted members and a known one, or six newcomers: then it is hidden until reviewed
NOTE_MAX_CHARS = 500
BECAUSE_MAX_CHARS = 300
OPEN_REPORTS_MAX = 20  # of one person: who reports more than moderators read helps nobody
CLAIM_MINUTES = 30  # whoever claimed it and went away holds nobody up
#: How many confirmed reports everybody is taken to have made before the first: a single mistake costs little.
BELIEVED_REPORTS = 2


def can_report(viewer: Viewer, shown: Shown) -> bool:
    """Everybody with an account, on what others wrote."""
    return at_least(viewer, "customer") and shown.author_id != viewer.id


def confirmed_share(confirmed: int, declined: int) -> float:
    """How often a person's reports were right, in (0, 1]: the mean of a Beta(2, 0) prior and what was decided.

    Nobody's reports are doubted before one was declined; after four wrong ones they weigh a third.
    """
    return (confirmed + BELIEVED_REPORTS) / (confirmed + declined + BELIEVED_REPORTS)
