"""What was decided about a post, written down for its author: she can look it up and say something to it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.roles import Viewer
from forum.moderation.discipline.models import Measure

#: Which deed ends what an earlier one began.
ENDS = {"showing": ("hiding",), "restoration": ("deletion",), "reopening": ("closure",)}


def took(kind: str, person_id: int, target: str, by: Viewer, because: str) -> Measure | None:
    """Remember a measure on a post, unless it is its author's own deed."""
    if person_id == by.id:
        return None
    made = Measure(
        person_id=person_id, kind=kind, target=target, because=because, at=clock.now(), by_id=by.id
    )
    db.session.add(made)
    db.session.flush()
    return made


def ended(kinds: Sequence[str], target: str, by: Viewer, because: str = "") -> None:
    """The post is as it was: what was decided of it doesn't stand any more."""
    m = Measure
    db.session.execute(
        sa.update(m)
        .where(m.target == target, m.kind.in_(kinds), m.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_by_id=by.id, ended_because=because)
        .execution_options(synchronize_session="fetch")
    )
