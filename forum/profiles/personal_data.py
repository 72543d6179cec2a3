"""What profiles keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import EVERYBODY, Kept
from forum.core.text import N_
from forum.profiles.faces import forget_face
from forum.profiles.models import About


def _export(person_id: int) -> list[dict[str, Any]]:
    row = db.session.get(About, person_id)
    return [] if row is None else [{"about": row.body}]


def _erase(person_id: int) -> None:
    """What she said of herself, and her picture with its file."""
    db.session.execute(sa.delete(About).where(About.person_id == person_id))
    forget_face(person_id)


ABOUT = Kept(
    table="about",
    what=N_("What you say about yourself, and the picture beside your name."),
    why=N_("So that others know whom they talk to."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=EVERYBODY,
)
