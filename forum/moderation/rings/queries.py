"""Reads of rings."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.accounts.queries import PersonShown
from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.moderation.rings import policy
from forum.moderation.rings.models import Ring, RingMember


class RingShown(NamedTuple):
    """A ring with its people; `names` by number, for its sentences."""

    id: int
    found_at: datetime
    weight: int
    evidence: list[Any]
    decision: str
    because: str
    decided_at: datetime | None
    people: list[PersonShown]
    decided_by: PersonShown | None

    @property
    def names(self) -> dict[int, str]:
        """Who is who."""
        return {person.id: person.name for person in self.people}


def rings(viewer: Viewer, decided: bool, number: int) -> Page[RingShown]:
    """Those that wait, the weightiest first; or those that were decided, the latest first. Three queries."""
    order = (Ring.decided_at.desc(), Ring.id.desc()) if decided else (Ring.weight.desc(), Ring.id.desc())
    chosen = (
        sa.select(Ring)
        .where((Ring.decision != "") if decided else (Ring.decision == ""))
        .where(sa.true() if policy.can_see(viewer) else sa.false())
        .order_by(*order)
    )
    found = paginate(
        lambda limit, offset: db.session.scalars(chosen.limit(limit).offset(offset)).all(), number
    )
    members: dict[int, list[int]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(RingMember.ring_id, RingMember.person_id)
        .where(RingMember.ring_id.in_([ring.id for ring in found]))
        .order_by(RingMember.ring_id, RingMember.person_id)
    )
    for ring_id, person_id in rows:
        members[ring_id].append(person_id)
    people = accounts.names(
        [n for each in members.values() for n in each] + [ring.decided_by_id for ring in found]
    )
    return found.map(
        lambda kept: [
            RingShown(
                ring.id,
                ring.found_at,
                ring.weight,
                ring.evidence,
                ring.decision,
                ring.because,
                ring.decided_at,
                [people[n] for n in members[ring.id] if n in people],
                people.get(ring.decided_by_id or 0),
            )
            for ring in kept
        ]
    )
