"""Who may decide what about somebody's account, who may undo it, and who decides what she says to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.accounts.models import Person
from forum.accounts.policy import can_lift_suspension, moderates_all
from forum.core import clock
from forum.core.roles import Viewer, at_least
from forum.moderation.discipline.models import Appeal, Measure

ON_PEOPLE = ("warning", "silence", "suspension")
ON_POSTS = ("hiding", "deletion", "closure")
MEASURES = ON_PEOPLE + ON_POSTS
TIMED = ("silence", "suspension")  # these end by themselves
DAYS = (1, 3, 7, 30, 90, 365)  # how long one can last
NO_END = 0  # of a suspension: what advertisers and impostors get

NOTE_MAX_CHARS = 500
APPEAL_DAYS = 30  # later, few remember what happened
APPEAL_MAX_CHARS = 2000


def can_discipline(viewer: Viewer, person: Person, kind: str) -> bool:
    """Nobody oneself; people of the company only admins; who looks after some topics may warn, the rest reaches all of them."""
    if not at_least(viewer, "moderator") or viewer.id == person.id or person.erased_at is not None:
        return False
    if person.is_staff and not at_least(viewer, "admin"):
        return False
    if kind == "suspension" and person.suspended:
        return False
    return kind == "warning" or moderates_all(viewer)


def can_undo(viewer: Viewer, measure: Measure, person: Person) -> bool:
    """Whoever may take it may undo it. (A post's measure is undone where the post is: its topic counts.)"""
    if measure.ended_at is not None or viewer.id == person.id:
        return False
    if measure.kind == "suspension":
        return can_lift_suspension(viewer, person)
    return can_discipline(viewer, person, measure.kind)


def can_appeal(measure: Measure) -> bool:
    """The person concerned, for a month, while it stands. Once: whether she did is asked besides."""
    return measure.ended_at is None and clock.now() < measure.at + timedelta(days=APPEAL_DAYS)


def can_decide(viewer: Viewer, appeal: Appeal, measure: Measure) -> bool:
    """A moderator of all topics who didn't take the measure, and whom it doesn't concern."""
    return (
        appeal.decided_at is None
        and moderates_all(viewer)
        and viewer.id not in (measure.by_id, measure.person_id)
    )


def in_force(measure: Measure, now: datetime) -> bool:
    """Does it stand now: neither undone nor run out?"""
    return measure.ended_at is None and (measure.until is None or measure.until > now)
