"""People whom it concerns: they join, leave, and say whether the remedy helped."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db, upsert
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.support import actions as cases
from forum.support import notices as case_notices
from forum.support import queries as case_queries
from forum.support.incidents import policy, queries
from forum.support.incidents.actions.gathering import free
from forum.support.incidents.models import (
    Incident,
    IncidentPerson,
)
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.topics import queries as topics

HELPED = N_("the incident was fixed, and the customer said that it helped")


def join(incident: Incident, by: Person) -> None:
    """ "I have this too": told when it is fixed. Twice is once."""
    ensure(policy.can_join(by, incident))
    row = upsert(IncidentPerson.__table__).values(
        incident_id=incident.id, person_id=by.id, since=clock.now(), joined=True, told_fix=0
    )
    db.session.execute(
        row.on_conflict_do_update(index_elements=["incident_id", "person_id"], set_={"joined": True})
    )


def leave(incident: Incident, by: Viewer) -> None:
    """Not any more: not told, unless through a question."""
    db.session.execute(
        sa.delete(IncidentPerson).where(
            IncidentPerson.incident_id == incident.id,
            IncidentPerson.person_id == by.id,
            IncidentPerson.told_fix == 0,
        )
    )


def judge(
    incident: Incident, by: Person, helped: bool, note: str = "", title: str = "", lang: str = "en"
) -> Question | None:
    """The word of somebody who was told that it is fixed.

    Yes: their gathered cases are closed. No: their gathered questions leave the incident and are in the queue again, with
    `note`; who has none asks with it (`title`, `lang`), and a person looks at that. Returns the first question that went
    back. Raises `Invalid` (note) when there is nothing to ask with.
    """
    row = queries.person(incident.id, by)
    ensure(row is not None and policy.can_judge(by, incident, row.told_fix))
    assert row is not None
    mine = queries.questions_of(incident.id, by.id)
    note = note.strip()
    if not helped and not mine and not note:
        raise Invalid(errors={"note": N_("Say what does not work, so that somebody can look at it.")})
    if len(note) > policy.NOTE_CHARS:
        raise Invalid(errors={"note": N_("This is too long.")})
    row.helped, row.said_at = helped, clock.now()
    audit.record(by, "judged", f"incident:{incident.id}", helped=helped)
    if helped:
        for question in mine:
            _close_by_word(question, by)
        return None
    for question in mine:
        _back_to_queue(incident, question, by, note)
    return mine[0] if mine else _ask_with(incident, by, note, title, lang)


def _close_by_word(question: Question, by: Person) -> None:
    case = case_queries.open_case_of(question.id)
    if case is not None:
        case.solved_it = True
        cases.set_state(case, "closed", by=by, because=HELPED)


def _back_to_queue(incident: Incident, question: Question, by: Person, note: str) -> None:
    case = case_queries.open_case_of(question.id)
    free(incident.id, question.id, by)
    if case is None:
        case = cases.escalate(question, "asked", by=by, note=note)
    elif note and note not in case.note:
        case.note = f"{case.note}\n\n{note}".strip()
    case.solved_it = False
    case_notices.still_stuck(case, question)


def _ask_with(incident: Incident, by: Person, note: str, title: str, lang: str) -> Question:
    known = topics.by_id()
    topic = next((known[number] for number in incident.topic_ids if number in known), topics.all()[0])
    asked = threads.ask(by, topic, lang, title or incident.title_in(lang), note)
    cases.escalate(asked, "asked", by=by)
    return asked
