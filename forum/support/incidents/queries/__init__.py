"""Reads of incidents. What guests' pages show of them is kept in the process while content stands still."""

from forum.support.incidents.queries.gathered import (
    Gathered,
    Numbers,
    gathered,
    numbers,
    questions_of,
    questions_of_cases,
    rows_of,
    waiting_questions,
)
from forum.support.incidents.queries.known import Known, fitting, going_on, known, of_question
from forum.support.incidents.queries.one import (
    Update,
    incident,
    last_words,
    locked,
    open_incident_of,
    past,
    public_questions,
    updates,
)
from forum.support.incidents.queries.people import concerned, people, person, told

__all__ = [
    "Gathered",
    "Known",
    "Numbers",
    "Update",
    "concerned",
    "fitting",
    "gathered",
    "going_on",
    "incident",
    "known",
    "last_words",
    "locked",
    "numbers",
    "of_question",
    "open_incident_of",
    "past",
    "people",
    "person",
    "public_questions",
    "questions_of",
    "questions_of_cases",
    "rows_of",
    "told",
    "updates",
    "waiting_questions",
]
