"""What attachments keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.attachments import actions
from forum.attachments.models import Attachment
from forum.core.db import db
from forum.core.personal_data import Kept
from forum.core.text import N_


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Attachment).where(Attachment.by_id == person_id).order_by(Attachment.id)
    )
    return [
        {"name": a.name, "address": a.path, "bytes": a.size, "place": a.place, "at": a.created_at.isoformat()}
        for a in rows
    ]


def _erase(person_id: int) -> None:
    """The files go, from the disk too."""
    actions.forget(db.session.scalars(sa.select(Attachment.id).where(Attachment.by_id == person_id)).all())


ATTACHMENTS = Kept(
    table="attachment",
    what=N_("The files that you sent to our team, or as our team."),
    why=N_("So that a person of the company can help you."),
    days=None,
    export=_export,
    erase=_erase,
)
