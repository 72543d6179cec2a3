"""What pictures keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import DATABASE, EVERYBODY, FILES, Kept
from forum.core.text import N_
from forum.pictures.models import Picture


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Picture).where(Picture.by_id == person_id).order_by(Picture.id))
    return [
        {"address": p.path, "width": p.width, "height": p.height, "at": p.created_at.isoformat()}
        for p in rows
    ]


def _erase(person_id: int) -> None:
    """The texts go on to show them; that it was this person who brought them is forgotten."""
    db.session.execute(sa.update(Picture).where(Picture.by_id == person_id).values(by_id=None))


PICTURES = Kept(
    table="picture",
    what=N_("The pictures that you put into texts."),
    why=N_("So that texts can show them. What the camera wrote into them is removed."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=EVERYBODY,
    where=(DATABASE, FILES),
)
