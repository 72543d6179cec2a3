"""What is done with which mail, and by whom."""

from __future__ import annotations

from typing import Protocol

from forum.core.roles import Viewer, is_staff

BYTES_MAX = 10 * 1024 * 1024  # of one mail; of a larger one the beginning is kept, for a person to look at
KEPT_DAYS = 30  # after it was dealt with; one that waits for review stays
TRIES_MAX = 3  # one that ended its reader so often is for a person

POSTS_AN_HOUR = 20  # by mail of one sender: more is a machine, or somebody who needs a person's look
REVIEWS_A_DAY = 20  # of one sender; what comes beyond is kept and listed, but is nobody's work

REASONS = (
    "sender",  # the address is signed for somebody else
    "ended",  # the address is no longer good
    "no address",  # it came to no signed address
    "refused",  # the question takes nothing more from this person
    "empty",  # nothing new in it
    "too large",
    "unreadable",
    "often",
)


class Mail(Protocol):
    """What a policy needs to know of a mail."""

    @property
    def state(self) -> str: ...

    @property
    def about(self) -> str: ...

    @property
    def person_id(self) -> int | None: ...


def can_review(viewer: Viewer) -> bool:
    """Agents and above look at what came in."""
    return is_staff(viewer)


def can_decide(viewer: Viewer, mail: Mail) -> bool:
    """Of those that wait for a decision."""
    return is_staff(viewer) and mail.state == "review"


def can_post(viewer: Viewer, mail: Mail) -> bool:
    """It was an answer to a mail of ours: it may become what the answer would have become."""
    return can_decide(viewer, mail) and bool(mail.about) and mail.person_id is not None
