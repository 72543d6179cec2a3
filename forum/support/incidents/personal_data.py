"""What incidents keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import EVERYBODY, STAFF, Kept
from forum.core.text import N_
from forum.support.incidents.models import Incident, IncidentPerson, IncidentQuestion, IncidentUpdate


def _export_mine(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(IncidentPerson).where(IncidentPerson.person_id == person_id))
    return [
        {"incident": r.incident_id, "since": r.since.isoformat(), "helped": r.helped, "joined": r.joined}
        for r in rows
    ]


def _erase_mine(person_id: int) -> None:
    db.session.execute(sa.delete(IncidentPerson).where(IncidentPerson.person_id == person_id))


def _export_announced(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Incident).where(Incident.created_by_id == person_id))
    return [{"incident": r.id, "at": r.created_at.isoformat(), "title": r.title} for r in rows]


def _export_updates(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(IncidentUpdate).where(IncidentUpdate.by_id == person_id))
    return [{"incident": r.incident_id, "at": r.at.isoformat(), "body": r.body} for r in rows]


def _export_gathered(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(IncidentQuestion).where(IncidentQuestion.added_by_id == person_id))
    return [
        {"incident": r.incident_id, "question": r.question_id, "at": r.added_at.isoformat()} for r in rows
    ]


def _nothing_more(person_id: int) -> None:
    """The row stays: it is what the company said; the person row it points at is made anonymous."""


_STAFF_WHY = N_("So that colleagues know what was done.")
ENTRIES = (
    Kept(
        table="incident_person",
        what=N_("Disturbances that you said you have too, or asked about, and whether the remedy helped."),
        why=N_("So that we can tell you when it is fixed."),
        days=None,
        export=_export_mine,
        erase=_erase_mine,
    seen_by=STAFF,),
    Kept("incident", N_("Disturbances that you announced as a member of staff."), _STAFF_WHY, None,
         _export_announced, _nothing_more, seen_by=STAFF,),
    Kept("incident_update", N_("What you said about disturbances as a member of staff."), _STAFF_WHY, None,
         _export_updates, _nothing_more, seen_by=EVERYBODY,),
    Kept("incident_question", N_("Questions that you put together as a member of staff."), _STAFF_WHY, None,
         _export_gathered, _nothing_more, seen_by=STAFF,),
)  # fmt: skip
