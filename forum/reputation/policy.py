"""What counts as having been useful, and for how much; who may set a level by hand."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least
from forum.core.text import N_

#: Points by kind of fact. Nothing is given for writing much, and nothing is taken for being disagreed with.
POINTS: dict[str, int] = {
    "solution": 15,  # accepted by somebody else
    "helpful": 3,  # a reader said that it helped
    "article": 20,  # an answer became an article of the site, or the article is hers
    "report": 2,  # a report or flag that turned out right
    "invited": 2,  # answered when asked to, and it was the solution
}

#: The same in a sentence for the member.
SENTENCES: dict[str, str] = {
    "solution": N_("Your answer was accepted as the solution."),
    "helpful": N_("A reader said that your answer helped."),
    "article": N_("Your answer became an article."),
    "report": N_("What you reported was right."),
    "invited": N_("You answered when you were invited, and solved it."),
}

#: One person makes another only so many points a day of one kind: friends can't carry each other up.
GIVER_DAY_MAX = 3
#: Guests can't be told apart for sure, so that all of them together count no more than this a day.
GUESTS_DAY_MAX = 5
#: And of each kind nobody gets more than this in one day.
DAY_MAX: dict[str, int] = {"solution": 20, "helpful": 20, "article": 10, "report": 5, "invited": 10}

RECENT_DAYS = 365  # what "within the last year" is
READERS_OF_A_GOOD_ANSWER = 25
WAITED_DAYS = 7  # a question that old was given up by everybody else
TOPIC_SOLUTIONS = 5  # in one topic: somebody to ask about it
BECAUSE_MAX_CHARS = 300
TOLD_DAYS = 7  # a badge for what is older is given without a notice: somebody looked at old facts anew
PER_PAGE = 30


def can_pin(viewer: Viewer, person_id: int) -> bool:
    """Admins set the level of others by hand."""
    return at_least(viewer, "admin") and viewer.id != person_id
