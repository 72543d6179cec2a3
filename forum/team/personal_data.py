"""What the page of the team keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import EVERYBODY, Kept
from forum.core.text import N_
from forum.team.models import ShownOnTeam


def _export(person_id: int) -> list[dict[str, Any]]:
    found = db.session.get(ShownOnTeam, person_id)
    return [{"since": found.since.isoformat()}] if found else []


def _erase(person_id: int) -> None:
    db.session.execute(sa.delete(ShownOnTeam).where(ShownOnTeam.person_id == person_id))


SHOWN = Kept(
    table="shown_on_team",
    what=N_("That you show yourself on the page of the team, and since when."),
    why=N_("So that customers see who helps them. Only you decide it."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=EVERYBODY,
)
