"""When two accounts are taken for a ring, and who decides. Every number with its reason.

Likeness alone never makes one: families share a network. Favours alone only when they go both ways in two kinds: friends
thank each other too. Both together do.
"""

from __future__ import annotations

from forum.accounts.policy import moderates_all
from forum.core.roles import Viewer, at_least
from forum.core.text import N_

TRAIT_DAYS = 30  # what is kept of networks and browsers is forgotten after so long
LOOK_BACK_DAYS = 180  # of accepts and votes
SHARED_BY_MAX = 8  # a network that more accounts share is an office, a school or a phone company's

MUTUAL_ACCEPTS = 2  # each of two accepted so many answers of the other
ONE_WAY_ACCEPTS = 3  # one accepted so many of the other, ...
ONE_WAY_VOTES = 4  # ... or found so many of the other's posts helpful, ...
ONE_WAY_SHARE = 0.6  # ... and that was most of all that she accepted or voted for
QUICK_VOTES = 3  # votes within ...
QUICK_MINUTES = 5  # ... so many minutes of the post: nobody else has read it yet
BORN_TOGETHER_MINUTES = 60  # between two sign-ups

#: What each sign weighs; a pair is shown from `WEIGHT` on, with a favour among its signs.
WEIGHTS: dict[str, int] = {
    "mutual accepts": 2,
    "accepts": 1,
    "votes": 1,
    "mutual votes": 2,
    "quick votes": 1,
    "network": 1,
    "browser": 1,
    "mail": 1,
    "born together": 1,
}
FAVOURS = frozenset({"mutual accepts", "accepts", "votes", "mutual votes"})
WEIGHT = 3
AGAIN_WEIGHT = 2  # a group that was cleared is shown again when its signs weigh so much more than then

KEPT, VOTES_OUT, DISCIPLINE, UNDONE = "kept", "votes out", "discipline", "undone"
#: What can be decided: name -> words on the button.
DECISIONS: dict[str, str] = {
    KEPT: N_("Not a ring"),
    VOTES_OUT: N_("Take their votes out"),
    DISCIPLINE: N_("Take their votes out and go on to measures"),
}
BECAUSE_MAX_CHARS = 300


def can_see(viewer: Viewer) -> bool:
    """What was found, and what became of it."""
    return at_least(viewer, "moderator")


def can_decide(viewer: Viewer) -> bool:
    """Moderators of all topics: a ring's votes may be anywhere."""
    return moderates_all(viewer)
