"""What flags keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.flags.models import Flag


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Flag).where(
            sa.or_(
                Flag.by_id == person_id,
                Flag.confirmed_by_id == person_id,
                Flag.disputed_by_id == person_id,
                Flag.closed_by_id == person_id,
            )
        )
    )
    return [
        {
            "target": f"{f.target_kind}:{f.target_id}",
            "reason": f.reason,
            "note": f.note if f.by_id == person_id else "",
            "passage": f.passage if f.by_id == person_id else "",
            "disputed_because": f.disputed_because if f.disputed_by_id == person_id else "",
            "flagged_by_you": f.by_id == person_id,
            "at": f.at.isoformat(),
            "outcome": f.outcome,
        }
        for f in rows
    ]


def _erase(person_id: int) -> None:
    """The flag stays, since it says what is wrong with a text; whose it was is the account without a name."""
    for column in (Flag.confirmed_by_id, Flag.disputed_by_id, Flag.closed_by_id):
        db.session.execute(sa.update(Flag).where(column == person_id).values({column.key: None}))


FLAGS = Kept(
    table="flag",
    what=N_("Texts you flagged, with your sentence, and flags you confirmed, disputed or closed."),
    why=N_("So that wrong texts are mended and it can be seen who said so."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
)
