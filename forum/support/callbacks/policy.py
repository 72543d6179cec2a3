"""Who may do what with calls, and how long things are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.core.roles import Viewer, at_least, is_staff
from forum.support.callbacks.models import Callback, CallSlot
from forum.support.models import Case

MINUTES = (10, 15, 20, 30, 45, 60)  # how long a call may be
LEAD_MINUTES = 30  # a time nearer than this is not given any more: whoever calls must learn of it first
AHEAD_DAYS = 60  # times are offered and booked so far ahead
WEEKS_MAX = 8  # an offer may be repeated over so many weeks
SLOTS_AT_ONCE_MAX = 300  # times of one offer
REMIND_MINUTES = 60  # the reminder comes so long before the call
PHONE_DAYS = 30  # a number is forgotten so long after its call
NOTE_CHARS = 1000


def can_offer(viewer: Viewer) -> bool:
    """Agents and above offer times of their own."""
    return is_staff(viewer)


def can_withdraw(viewer: Viewer, slot: CallSlot) -> bool:
    """One's own times; moderators anybody's."""
    return is_staff(viewer) and (slot.agent_id == viewer.id or at_least(viewer, "moderator"))


def can_book(viewer: Viewer, case: Case) -> bool:
    """The customer, as long as the case is open."""
    return viewer.id is not None and case.customer_id == viewer.id and case.closed_at is None


def can_see_phone(viewer: Viewer) -> bool:
    """Staff only, everywhere."""
    return is_staff(viewer)


def can_change(viewer: Viewer, call: Callback, slot: CallSlot, now: datetime) -> bool:
    """The customer may move or cancel her call until it begins; staff may cancel it until it is over."""
    if call.cancelled_at is not None or call.outcome:
        return False
    if viewer.id is not None and call.customer_id == viewer.id:
        return slot.starts_at > now
    return is_staff(viewer)


def can_tell_outcome(viewer: Viewer, call: Callback, slot: CallSlot, now: datetime) -> bool:
    """Staff, from the moment when it begins."""
    return is_staff(viewer) and call.cancelled_at is None and slot.starts_at <= now


def bookable_from(now: datetime) -> datetime:
    """The earliest beginning that may still be chosen."""
    return now + timedelta(minutes=LEAD_MINUTES)
