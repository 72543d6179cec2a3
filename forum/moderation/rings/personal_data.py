"""What the look for rings keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import MODERATORS, NOBODY, Kept
from forum.core.text import N_
from forum.moderation.rings.models import AccountTrait, Ring, RingMember
from forum.moderation.rings.policy import TRAIT_DAYS


def _traits(person_id: int) -> list[dict[str, Any]]:
    t = AccountTrait
    rows = db.session.execute(
        sa.select(t.kind, t.seen_at).where(t.person_id == person_id).order_by(t.seen_at, t.digest)
    )
    return [{"kind": kind, "last_seen_at": seen.isoformat()} for kind, seen in rows]


def _erase_traits(person_id: int) -> None:
    db.session.execute(sa.delete(AccountTrait).where(AccountTrait.person_id == person_id))


def _members(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Ring)
        .join(RingMember, RingMember.ring_id == Ring.id)
        .where(RingMember.person_id == person_id)
        .order_by(Ring.id)
    )
    return [
        {"found_at": ring.found_at.isoformat(), "decision": ring.decision, "because": ring.because}
        for ring in rows
    ]


def _erase_members(person_id: int) -> None:
    """What nobody decided about goes whole; else the others' decision stays, without this person."""
    mine = sa.select(RingMember.ring_id).where(RingMember.person_id == person_id)
    open_ones = list(db.session.scalars(sa.select(Ring.id).where(Ring.id.in_(mine), Ring.decision == "")))
    db.session.execute(sa.delete(RingMember).where(RingMember.ring_id.in_(open_ones)))
    db.session.execute(sa.delete(Ring).where(Ring.id.in_(open_ones)))
    for ring in db.session.scalars(sa.select(Ring).where(Ring.id.in_(mine))):
        ring.key, ring.evidence = f"gone {ring.id}", []  # both hold the numbers of its people
    db.session.execute(sa.delete(RingMember).where(RingMember.person_id == person_id))


def _decided(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Ring).where(Ring.decided_by_id == person_id).order_by(Ring.id))
    return [{"ring": ring.id, "decision": ring.decision, "because": ring.because} for ring in rows]


def _erase_decided(person_id: int) -> None:
    db.session.execute(sa.update(Ring).where(Ring.decided_by_id == person_id).values(decided_by_id=None))


ENTRIES = (
    Kept(
        table="account_trait",
        what=N_(
            "Scrambled marks of the networks and browsers you wrote from, without their addresses or names."
        ),
        why=N_("To find several accounts of one person that vote for each other."),
        days=TRAIT_DAYS,
        export=_traits,
        erase=_erase_traits,
        seen_by=NOBODY,
    ),
    Kept(
        table="ring_member",
        what=N_(
            "Whether your account was taken for one of a group that favours its own, and what was decided."
        ),
        why=N_("So that moderators can decide about it, and take it back."),
        days=None,
        export=_members,
        erase=_erase_members,
        seen_by=MODERATORS,
    ),
    Kept(
        table="ring",
        what=N_("Which groups of accounts you decided about."),
        why=N_("So that decisions can be checked later. It stays when you leave, under no name."),
        days=None,
        export=_decided,
        erase=_erase_decided,
        seen_by=MODERATORS,
    ),
)
