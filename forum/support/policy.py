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


def can_assign(viewer: Viewer, case: Case) -> bool:
    """An open case that is nobody's or one's own; moderators may give anybody's to somebody else."""
    if not is_staff(viewer) or case.closed_at is not None:
        return False
    return case.claimed_by_id in (None, viewer.id) or at_least(viewer, "moderator")


def can_arrange(viewer: Viewer, case: Case) -> bool:
    """Priority and tags: staff, on cases open or not (tags are looked for later)."""
    return is_staff(viewer)


def can_close(viewer: Viewer, case: Case) -> bool:
    """Staff may end an open case, with a reason."""
    return is_staff(viewer) and case.closed_at is None


def can_reopen(viewer: Viewer, case: Case) -> bool:
    """Staff, once it is closed or resolved, or waits."""
    return is_staff(viewer) and case.state in ("waiting", "resolved", "closed")


def can_wait(viewer: Viewer, case: Case) -> bool:
    """Staff may say that it waits for the customer."""
    return is_staff(viewer) and case.closed_at is None and case.state != "waiting"


def can_merge(viewer: Viewer, case: Case, into: Case) -> bool:
    """Two open cases of one customer."""
    same = case.customer_id == into.customer_id and case.id != into.id
    return is_staff(viewer) and same and case.closed_at is None and into.closed_at is None


def can_split(viewer: Viewer, case: Case) -> bool:
    """A case that was merged becomes its own again."""
    return is_staff(viewer) and case.merged_into_id is not None


def can_share_filters(viewer: Viewer, owner_id: int) -> bool:
    """Whose filter it is; moderators may take a shared one away."""
    return is_staff(viewer) and (viewer.id == owner_id or at_least(viewer, "moderator"))


def can_rule(viewer: Viewer) -> bool:
    """Leads (moderators) and admins make the rules of the desk."""
    return at_least(viewer, "moderator")
