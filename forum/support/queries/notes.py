"""What staff wrote inside a case."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import CaseNote


class NoteRow(NamedTuple):
    """An internal note."""

    body: str
    at: datetime
    name: str


def notes(case_id: int, viewer: Viewer) -> list[NoteRow]:
    """Internal notes, oldest first. Staff only."""
    if not policy.can_work(viewer):
        return []
    wanted = (
        sa.select(CaseNote.body, CaseNote.at, Person.name)
        .join(Person, Person.id == CaseNote.by_id)
        .where(CaseNote.case_id == case_id)
        .order_by(CaseNote.id)
    )
    return [NoteRow(*row) for row in db.session.execute(wanted)]
