"""Who may be invited, and how long anything counts. Pure functions and numbers."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.core.roles import Viewer, at_least, is_staff
from forum.routing.models import Invitation

INVITED_MAX = 3  # people who are asked at the same time: more would each leave it to the others
ASKED_MAX = 6  # in all, with those who declined: whoever asked waits for a person of the company then
LOOK_BACK_DAYS = 14  # older questions without an answer invite nobody: their askers have gone
AGAIN_HOURS = 24  # after that, invitations nobody reacted to leave room for one more
DECLINED_DAYS = 365  # how long "not my field" is remembered
DECLINED_MAX = 3  # so many of one topic, and it is not her field at all
DECLINED_WEIGHT = 0.5  # each makes her half as likely for questions of that topic
KEPT_DAYS = 365  # invitations, for what is learned from them; fits go with the first answer
OFFERED_PER_WEEK = (0, 1, 3, 7)  # what people can choose
REASONS = ("field", "time")


def can_be_invited(viewer: Viewer) -> bool:
    """Customers: the company answers through its desk, with a promise."""
    return at_least(viewer, "customer") and not is_staff(viewer)


def nearest(number: int) -> int:
    """The largest number offered that the site's own holds: what "yes" means before she chose a number."""
    return max(each for each in OFFERED_PER_WEEK if each <= number)


def can_decline(viewer: Viewer, invitation: Invitation) -> bool:
    """Whoever was invited, while it stands."""
    return viewer.id == invitation.person_id and invitation.stands


def counts_until(now: datetime) -> datetime:
    """Invitations since this moment are those of "this week"."""
    return now - timedelta(days=7)
