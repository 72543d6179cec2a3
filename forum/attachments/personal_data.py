"""What attachments keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.attachments.forgetting import forget
from forum.attachments.models import WAITING, Attachment
from forum.core.db import db
from forum.core.personal_data import DATABASE, EVERYBODY, FILES, Kept
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
    """What waits goes. The rest goes with what it was sent with, as the feature of its place says: what a member of
    staff sent to a customer stays with the customer, without a name."""
    mine = Attachment.by_id == person_id
    waiting = sa.select(Attachment.id).where(mine, Attachment.place == WAITING)
    forget(db.session.scalars(waiting).all())
    db.session.execute(sa.update(Attachment).where(mine).values(by_id=None))


ATTACHMENTS = Kept(
    table="attachment",
    what=N_("The files that you sent with posts, to our team, or as our team."),
    why=N_("So that others can read them, or a person of the company can help you."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=EVERYBODY,
    where=(DATABASE, FILES),
)
