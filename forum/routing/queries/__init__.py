"""Reads of invitations, and of who could answer what."""

from forum.routing.queries.invitations import (
    Invited,
    Why,
    answered_when_invited,
    for_person,
    invitation,
    per_week,
    why,
)
from forum.routing.queries.offers import Offer, one_for
from forum.routing.queries.waiting import candidates, due, unanswered, unmatched

__all__ = [
    "Invited",
    "Offer",
    "Why",
    "answered_when_invited",
    "candidates",
    "due",
    "for_person",
    "invitation",
    "one_for",
    "per_week",
    "unanswered",
    "unmatched",
    "why",
]
