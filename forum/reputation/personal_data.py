"""What reputation keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import ADMINS, EVERYBODY, SUMS, Kept
from forum.core.text import N_
from forum.reputation import looking
from forum.reputation.models import EarnedBadge, ReputationEntry, Standing


def _entries(person_id: int) -> list[dict[str, Any]]:
    e = ReputationEntry
    rows = db.session.scalars(
        sa.select(e).where(sa.or_(e.person_id == person_id, e.by_id == person_id)).order_by(e.id)
    )
    return [
        {
            "for": row.kind,
            "thing": row.thing,
            "points": row.points,
            "yours": row.person_id == person_id,
            "said_by_you": row.by_id == person_id,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


def _erase_entries(person_id: int) -> None:
    """Her own go. What she said helped is counted anew from what is left of it: her votes are gone, solutions stay."""
    others = looking.about_person(person_id) - {person_id}
    db.session.execute(sa.delete(ReputationEntry).where(ReputationEntry.person_id == person_id))
    db.session.execute(
        sa.delete(ReputationEntry).where(
            ReputationEntry.by_id == person_id, ReputationEntry.kind == "helpful"
        )
    )
    for other in sorted(others):
        looking.look_at(person_id=other)


def _standing(person_id: int) -> list[dict[str, Any]]:
    s = Standing
    rows = db.session.scalars(
        sa.select(s)
        .where(sa.or_(s.person_id == person_id, s.pinned_by_id == person_id))
        .order_by(s.person_id)
    )
    return [
        {
            "points": row.points,
            "level": row.level,
            "pinned_level": row.pinned_level,
            "pinned_because": row.pinned_because,
        }
        if row.person_id == person_id
        else {"pinned_by_you": row.pinned_level, "because": row.pinned_because}
        for row in rows
    ]


def _erase_standing(person_id: int) -> None:
    db.session.execute(sa.delete(Standing).where(Standing.person_id == person_id))
    db.session.execute(
        sa.update(Standing).where(Standing.pinned_by_id == person_id).values(pinned_by_id=None)
    )


def _badges(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(EarnedBadge).where(EarnedBadge.person_id == person_id).order_by(EarnedBadge.id)
    )
    return [
        {"badge": row.badge, "tier": row.tier, "for": row.thing, "at": row.at.isoformat()} for row in rows
    ]


def _erase_badges(person_id: int) -> None:
    db.session.execute(sa.delete(EarnedBadge).where(EarnedBadge.person_id == person_id))


ENTRIES = (
    Kept(
        table="reputation_entry",
        what=N_("What you were thanked for with points, and whom you thanked by accepting or voting."),
        why=N_("So that points follow from facts, and go when those do."),
        days=None,
        export=_entries,
        erase=_erase_entries,
        seen_by=SUMS,
    ),
    Kept(
        table="standing",
        what=N_("Your points and your level of trust; a level that an admin set by hand, and why."),
        why=N_("So that members who have helped may do more."),
        days=None,
        export=_standing,
        erase=_erase_standing,
        seen_by=ADMINS,
    ),
    Kept(
        table="earned_badge",
        what=N_("Your badges, and what each was given for."),
        why=N_("To thank you in public for acts that helped readers."),
        days=None,
        export=_badges,
        erase=_erase_badges,
        seen_by=EVERYBODY,
    ),
)
