"""Keep what the look found, decide about it, and undo that."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean_line
from forum.moderation.rings import finding, policy, traits
from forum.moderation.rings.finding import Group
from forum.moderation.rings.models import Ring, RingMember
from forum.votes import asides


def find() -> int:
    """Look for rings and keep what there is; what moderators cleared stays so unless there is more to it now.

    Returns how many wait for a decision. Run by the clock.
    """
    groups = {_key(group.people): group for group in finding.look()}
    known = {ring.key: ring for ring in db.session.scalars(sa.select(Ring).order_by(Ring.id))}
    for key, ring in known.items():
        if key not in groups and not ring.decision:
            db.session.delete(ring)  # what spoke for it is gone
    for key, group in groups.items():
        if key in known:
            _seen_again(known[key], group)
        else:
            _add(key, group)
    db.session.flush()
    return int(db.session.scalar(sa.select(sa.func.count(Ring.id)).where(Ring.decision == "")) or 0)


def decide(ring_id: int, decision: str, because: str, by: Viewer) -> int:
    """Say what it is; returns how many votes were taken out. Undone by `undo`.

    Raises `NotAllowed`, `NotFound`, `Invalid` (no such decision, no reason), `Conflict` (a colleague was first).
    """
    ensure(policy.can_decide(by))
    because = clean_line(because)
    _check(decision, because)
    ring = _locked(ring_id)
    if ring.decision:
        raise Conflict(N_("A colleague decided about it meanwhile."))
    votes = 0
    if decision != policy.KEPT:
        people = db.session.scalars(sa.select(RingMember.person_id).where(RingMember.ring_id == ring.id))
        votes = asides.set_aside(finding.favours(people), _why(ring))
    ring.decision, ring.because, ring.decided_weight = decision, because, ring.weight
    ring.decided_at, ring.decided_by_id = clock.now(), by.id
    audit.record(by, "decided about a ring", f"ring:{ring.id}", because, decision=decision, votes=votes)
    return votes


def undo(ring_id: int, by: Viewer) -> int:
    """Take the decision back: votes count again as before, and it waits for another one. Returns how many votes."""
    ensure(policy.can_decide(by))
    ring = _locked(ring_id)
    if not ring.decision:
        return 0
    votes = asides.put_back(_why(ring))
    audit.record(by, "took back a decision about a ring", f"ring:{ring.id}", ring.because, votes=votes)
    ring.decision, ring.because, ring.decided_at, ring.decided_by_id = "", "", None, None
    return votes


def forget_old() -> int:
    """Forget old traits. Returns how many."""
    return traits.forget_old(clock.now() - timedelta(days=policy.TRAIT_DAYS))


def _check(decision: str, because: str) -> None:
    errors: dict[str, str] = {}
    if decision not in policy.DECISIONS:
        errors["decision"] = N_("Choose one of these.")
    if not because:
        errors["because"] = N_("Say why, in a sentence.")
    elif len(because) > policy.BECAUSE_MAX_CHARS:
        errors["because"] = N_("This is too long: one or two sentences are enough.")
    if errors:
        raise Invalid(next(iter(errors.values())), errors)


def _add(key: str, group: Group) -> None:
    now = clock.now()
    ring = Ring(key=key, found_at=now, seen_at=now, weight=group.weight, evidence=_kept(group))
    db.session.add(ring)
    db.session.flush()
    db.session.add_all(RingMember(ring_id=ring.id, person_id=number) for number in group.people)


def _seen_again(ring: Ring, group: Group) -> None:
    ring.seen_at = clock.now()
    if ring.decision == policy.KEPT and group.weight >= ring.decided_weight + policy.AGAIN_WEIGHT:
        ring.decision, ring.decided_at, ring.decided_by_id = "", None, None
    if not ring.decision:
        ring.weight, ring.evidence = group.weight, _kept(group)


def _kept(group: Group) -> list[object]:
    return [[code, values] for code, values in group.evidence]


def _key(people: tuple[int, ...]) -> str:
    return ",".join(map(str, people))


def _why(ring: Ring) -> str:
    return f"ring:{ring.id}"


def _locked(ring_id: int) -> Ring:
    found = db.session.scalars(
        sa.select(Ring).where(Ring.id == ring_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found
