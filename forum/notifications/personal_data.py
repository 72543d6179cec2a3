"""What notifications keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import Kept
from forum.notifications.models import Notice


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Notice).where(Notice.person_id == person_id))
    return [{"kind": n.kind, "values": n.values, "url": n.url, "at": n.at.isoformat()} for n in rows]


def _erase(person_id: int) -> None:
    db.session.execute(sa.delete(Notice).where(Notice.person_id == person_id))


NOTICES = Kept(
    table="notice",
    what="What you were told: answers, accepted solutions, replies from us.",
    why="So that you find it again in your inbox.",
    days=None,
    export=_export,
    erase=_erase,
)
