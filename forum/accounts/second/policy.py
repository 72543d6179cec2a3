"""Who has to prove herself twice."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.accounts.second.choices import STAFF_NEED_SECOND


def asked_for(person: Person) -> bool:
    """Is a second proof asked of her at sign-in?"""
    return person.second_since is not None


def missing(person: Person) -> bool:
    """Must she set one up before anything else?"""
    return person.is_staff and person.second_since is None and STAFF_NEED_SECOND.value
