"""What the moderators' desk keeps about a person: who looks after a gap, and who closed it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.moderation.models import Gap


def _export(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.or_(Gap.assigned_to_id == person_id, Gap.closed_by_id == person_id)
    return [
        {
            "words": gap.words,
            "assigned_to_you": gap.assigned_to_id == person_id,
            "closed_by_you": gap.closed_by_id == person_id,
            "note": gap.note if gap.closed_by_id == person_id else "",
        }
        for gap in db.session.scalars(sa.select(Gap).where(chosen).order_by(Gap.id))
    ]


def _erase(person_id: int) -> None:
    for column in (Gap.assigned_to_id, Gap.closed_by_id):
        db.session.execute(sa.update(Gap).where(column == person_id).values({column.key: None}))


ENTRIES = (
    Kept(
        "gap",
        N_("Searches without an answer that you look after or closed."),
        N_("So that colleagues know who fills which gap."),
        None,
        _export,
        _erase,
        seen_by=STAFF,
    ),
)
