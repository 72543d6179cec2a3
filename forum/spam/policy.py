"""When a post is doubted, and who never is. Every number with its reason."""

from __future__ import annotations

from forum.accounts.policy import moderates_all
from forum.core.roles import Viewer, at_least
from forum.core.text import N_

FINE, REVIEW_IT, HOLD_IT = "fine", "review", "hold"
VERDICTS: dict[str, str] = {FINE: N_("Fine"), REVIEW_IT: N_("To be looked at"), HOLD_IT: N_("Held")}

# Of the classifier's odds, chosen on posts that it had not seen (docs/spam.md has the table).
REVIEW = 0.5  # public, and a moderator looks: of 1,000 posts of people, one or two
HOLD = 1.2  # hidden until a moderator looks: of 10,000 posts of people, about three

KNOWN_LEVEL = 2  # of trust: from here on nobody is doubted by a program, only by people
JUDGED_DAYS = 90  # what nobody made a lesson of is forgotten after so long
LESSON_DAYS = 730  # spam changes: what was learned two years ago is forgotten
LESSONS_MAX = 5000  # the newest: learning from so many takes some seconds of the worker
HELD_WEIGHT = (
    3.0  # of the filter's report in the review queue when it holds; a doubt weighs as a member's report
)
DOUBT_WEIGHT = 1.0

#: What else speaks for spam: code -> (log-odds, sentence). Hand-set: weak signs each, and without the text's own doubt
#: none of them holds a post (see `verdict`).
SIGNS: dict[str, tuple[float, str]] = {
    "trap": (1.0, N_("A field that people don't see was filled in.")),
    "quick": (0.1, N_("It was sent within seconds of opening the form.")),
    "no clock": (0.1, N_("It came from no form of this site.")),
    "first post": (0.1, N_("It is among the first posts of a new account.")),
    "same text": (0.7, N_("Another account wrote the same words lately.")),
}
#: Members who took part (level 1) are believed more than whoever came just now.
KNOWN_MEMBER = -0.3
NEW_ACCOUNT_DAYS = 7
SAME_TEXT_DAYS = 7
SAME_TEXT_MARKS = 20  # "Thank you, that helped" is written by many


def is_judged(viewer: Viewer) -> bool:
    """Are this person's posts looked at by the filter? Not those of staff and of trusted members."""
    return viewer.trust < KNOWN_LEVEL


def verdict(text_odds: float, whole_odds: float) -> str:
    """What becomes of a post. Signs alone bring a post into the queue at most: a person in a hurry is no spammer."""
    if whole_odds >= HOLD and text_odds >= REVIEW:
        return HOLD_IT
    return REVIEW_IT if whole_odds >= REVIEW else FINE


def can_see(viewer: Viewer) -> bool:
    """What the filter thought, and why: for those who decide."""
    return at_least(viewer, "moderator")


def can_teach(viewer: Viewer) -> bool:
    """Say that the filter was wrong, or right: moderators of all topics. Those of some decide in the review queue."""
    return moderates_all(viewer)
