"""Who may give a mark, and who may read them."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least, is_staff
from forum.support.models import Case

MARKS = (1, 2, 3, 4, 5)
BAD = 2  # this mark and worse
WORDS_MAX = 2000
KEPT_DAYS = 365  # words; marks stay, without them


def can_mark(viewer: Viewer, case: Case) -> bool:
    """The customer, after somebody replied and the case ended (or was called resolved)."""
    mine = viewer.id is not None and case.customer_id == viewer.id
    return mine and can_be_marked(case)


def can_be_marked(case: Case) -> bool:
    """Did a person work on it, and is it over?"""
    over = case.closed_at is not None or case.state == "resolved"
    return over and case.first_reply_at is not None and case.merged_into_id is None


def can_see_topics(viewer: Viewer) -> bool:
    """All who work the desk see marks by topic."""
    return is_staff(viewer)


def can_see_agents(viewer: Viewer) -> bool:
    """Leads see them by agent: moderators and admins."""
    return at_least(viewer, "moderator")
