"""What leaving and taking along keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import ADMINS, DATABASE, FILES, Kept
from forum.core.text import N_
from forum.privacy.exporting import actions as exporting
from forum.privacy.models import DataExport, Erasure


def _exports(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(DataExport).where(DataExport.person_id == person_id).order_by(DataExport.id)
    )
    return [{"asked_at": e.asked_at.isoformat(), "until": e.until.isoformat(), "bytes": e.size} for e in rows]


def _erasures(person_id: int) -> list[dict[str, Any]]:
    found = db.session.get(Erasure, person_id)
    if found is None:
        return []
    return [{"asked_at": found.asked_at.isoformat(), "due": found.due_at.isoformat(), "posts": found.posts}]


def _forget_erasure(person_id: int) -> None:
    db.session.execute(sa.delete(Erasure).where(Erasure.person_id == person_id))


ENTRIES = (
    Kept(
        table="data_export",
        what=N_("Files with all your data that you asked for."),
        why=N_("So that you can download them."),
        days=exporting.KEPT_DAYS,
        export=_exports,
        erase=exporting.forget,
        where=(DATABASE, FILES),
    ),
    Kept(
        table="erasure",
        what=N_("That you asked to be erased, and when it happens."),
        why=N_("So that you can come back until then."),
        days=14,
        export=_erasures,
        erase=_forget_erasure,
        seen_by=ADMINS,
    ),
)
