"""Who may do what with cases."""

from __future__ import annotations

from typing import Protocol

from forum.core.roles import Viewer, at_least, is_staff
from forum.support.models import Case


class Asked(Protocol):
    """What a policy needs to know of a question."""

    @property
    def author_id(self) -> int: ...

    @property
    def solved(self) -> bool: ...

    @property
    def public(self) -> bool: ...


def can_work(viewer: Viewer) -> bool:
    """Agents and above work the queue."""
    return is_staff(viewer)


def can_ask_person(viewer: Viewer, question: Asked) -> bool:
    """The asker, as long as nothing solved it; staff may do it for a customer."""
    mine = viewer.id is not None and question.author_id == viewer.id
    return question.public and not question.solved and (mine or is_staff(viewer))


def can_see(viewer: Viewer, case: Case) -> bool:
    """Staff, and the customer whose case it is."""
    return is_staff(viewer) or (viewer.id is not None and case.customer_id == viewer.id)


def can_claim(viewer: Viewer, case: Case) -> bool:
    """An open case that nobody holds; moderators may also take one over."""
    if not is_staff(viewer) or case.closed_at is not None or case.claimed_by_id == viewer.id:
        return False
    return case.claimed_by_id is None or at_least(viewer, "moderator")


def can_release(viewer: Viewer, case: Case) -> bool:
    """Whoever holds it may give it back to the queue."""
    return case.closed_at is None and case.claimed_by_id is not None and case.claimed_by_id == viewer.id


def can_reply(viewer: Viewer, case: Case) -> bool:
    """Staff, on an open case."""
    return is_staff(viewer) and case.closed_at is None


def can_resolve(viewer: Viewer, case: Case) -> bool:
    """Staff, on an open case that is not resolved yet."""
    return is_staff(viewer) and case.closed_at is None and case.state != "resolved"


def can_judge(viewer: Viewer, case: Case) -> bool:
    """The customer says whether it solved it, once somebody replied."""
    mine = viewer.id is not None and case.customer_id == viewer.id
    return mine and case.closed_at is None and case.first_reply_at is not None
