"""Who may do what with weights and expected searches, and how much of it."""

from __future__ import annotations

from datetime import timedelta

from forum.accounts.policy import WHOLE_SITE as WHOLE_SITE
from forum.accounts.policy import moderates_all
from forum.core.roles import Viewer, at_least

BECAUSE_MAX_CHARS = 300
WORDS_MAX_CHARS = 200
EXPECTED_MAX = 2_000  # searches: a trial asks each of them twice
FILE_MAX_BYTES = 1_000_000
FILE_MAX_LINES = 1_000
SET_QUERIES_MAX = 300  # of a judged set, always the same: enough to see three hundredths of nDCG
SETS_MAX = 6  # of one trial
LISTED_MAX = 15  # searches that a trial names as better, and as worse
TRIALS_WAITING_MAX = 5
TRIAL_DAYS = 90  # how long trials are kept; what was saved stays
LEASE = timedelta(seconds=60)  # of a trial; each look at it makes it longer
ATTEMPTS_MAX = 3  # a trial that ended its worker so often is given up
GROWN_DAYS = 90  # how far back solved questions are looked at again


def can_see(viewer: Viewer) -> bool:
    """Everybody of the company may ask why something stands where it does."""
    return at_least(viewer, "agent")


def can_try(viewer: Viewer) -> bool:
    """Trying changes nothing, but it keeps a worker busy."""
    return at_least(viewer, "moderator")


def can_curate(viewer: Viewer) -> bool:
    """Say which document answers a search: the weights of the whole site are tried on it."""
    return moderates_all(viewer)


def can_change_weights(viewer: Viewer) -> bool:
    """Weights are a setting of the site."""
    return at_least(viewer, "admin")
