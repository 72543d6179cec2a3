"""Whom an incident concerns, and what they said."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.core.roles import Viewer
from forum.support.incidents.models import (
    IncidentPerson,
    IncidentQuestion,
)
from forum.threads.models import Affected, Question


def concerned(number: int) -> dict[int, list[int]]:
    """{person: questions that concern them} of all who are to be told: askers and "me too" of its questions, and those
    who joined it (no question). One query."""
    found: dict[int, list[int]] = {}
    joined = sa.select(IncidentPerson.person_id, sa.literal(0)).where(
        IncidentPerson.incident_id == number, IncidentPerson.joined.is_(True)
    )
    for person, question in db.session.execute(
        sa.select(Question.author_id, Question.id)
        .join(IncidentQuestion, IncidentQuestion.question_id == Question.id)
        .where(IncidentQuestion.incident_id == number)
        .union(
            sa.select(Affected.person_id, Affected.question_id)
            .join(IncidentQuestion, IncidentQuestion.question_id == Affected.question_id)
            .where(IncidentQuestion.incident_id == number),
            joined,
        )
    ):
        through = found.setdefault(person, [])
        if question:
            through.append(question)
    return found


def people(number: int) -> int:
    """How many people it concerns, as far as they said so."""
    return len(concerned(number))


def person(number: int, viewer: Viewer) -> IncidentPerson | None:
    """What the incident knows of the viewer."""
    return db.session.get(IncidentPerson, (number, viewer.id)) if viewer.id is not None else None


def told(number: int, fix: int) -> set[int]:
    """Who was told of this fix already."""
    return set(
        db.session.scalars(
            sa.select(IncidentPerson.person_id).where(
                IncidentPerson.incident_id == number, IncidentPerson.told_fix >= fix
            )
        )
    )
