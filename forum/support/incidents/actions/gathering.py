"""Questions of the same cause: their cases wait together, are answered together and closed together."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, jobs
from forum.core.db import db, upsert
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.text import N_
from forum.support import actions as cases
from forum.support import queries as case_queries
from forum.support.incidents import notices, policy, queries
from forum.support.incidents.models import (
    Incident,
    IncidentQuestion,
)
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads import policy as threads_policy
from forum.threads.models import Question

REPLY_JOB = "incident reply"


# Reasons in the history of a case: written in English, translated where they are read.
PART = N_("part of an incident")


NOT_PART = N_("not part of the incident after all")


FIXED = N_("the incident was fixed")


def gather(incident: Incident, question_ids: Sequence[int], by: Person) -> int:
    """Add questions of the same cause; their open cases wait together. Returns how many were added.

    Those that another incident has, and those that are not public, are left out. Raises `Conflict` when it is over.
    """
    ensure(policy.can_work(by))
    incident = queries.locked(incident.id)
    if not incident.open:
        raise Conflict(N_("This incident is over."))
    added: list[int] = []
    wanted = list(dict.fromkeys(question_ids))[: policy.GATHER_AT_ONCE_MAX]
    found = db.session.scalars(
        sa.select(Question.id).where(
            Question.id.in_(wanted), threads_policy.standing(Question), threads_policy.visible(Question, by)
        )
    ).all()
    for question_id in sorted(found):
        row = upsert(IncidentQuestion.__table__).values(
            question_id=question_id, incident_id=incident.id, added_at=clock.now(), added_by_id=by.id
        )
        new = db.session.execute(
            row.on_conflict_do_nothing().returning(IncidentQuestion.__table__.c.question_id)
        )
        if new.one_or_none() is None:
            continue
        added.append(question_id)
        case = case_queries.open_case_of(question_id)
        if case is not None:
            let_wait(case, by)
    if added:
        audit.record(by, "gathered", f"incident:{incident.id}", questions=sorted(found))
        notices.gathered(incident, added, by)
    return len(added)


def release(incident: Incident, question_id: int, by: Person) -> None:
    """It has another cause after all: its case goes back to the queue."""
    ensure(policy.can_work(by))
    free(incident.id, question_id, by)
    audit.record(by, "released", f"incident:{incident.id}", question=question_id)


def case_opened(case_id: int) -> None:
    """A gathered question became a case: it waits with the others."""
    case = db.session.get_one(Case, case_id)
    incident = queries.open_incident_of(case.question_id)
    if incident is not None:
        let_wait(case, None)


def reply_to_all(incident: Incident, body: str, by: Person) -> int:
    """Answer in every gathered thread that is not solved, as the company; written by the worker. Returns how many."""
    ensure(policy.can_work(by))
    if not body.strip() or len(body) > policy.BODY_CHARS:
        raise Invalid(errors={"answer": N_("Say it in at most 5,000 characters.")})
    key = str(uuid4())
    chosen = [row for row in queries.gathered(incident.id, by) if row.public and not row.solved]
    for row in chosen:
        jobs.enqueue(REPLY_JOB, {"question": row.id, "by": by.id, "body": body, "key": f"{key}-{row.id}"})
    audit.record(by, "replied to all", f"incident:{incident.id}", questions=len(chosen))
    return len(chosen)


def reply_to_one(question_id: int, body: str, by_id: int, key: str) -> None:
    """One of them, by the job; once, however often the job runs. Nothing if that person may not, or it is gone."""
    by = db.session.get(Person, by_id)
    question = db.session.get(Question, question_id)
    if by is None or not by.is_active or not policy.can_work(by) or question is None or not question.public:
        return
    if question.closed_at is None and not question.solved:
        threads.answer(question, by=by, body=body, form_key=key, staff=True)


def close_waiting(incident: Incident, by: Person) -> int:
    """It is fixed: close the cases that still wait for a word. Returns how many."""
    ensure(policy.can_work(by))
    if incident.state != "fixed":
        raise Conflict(N_("This incident still goes on."))
    closed = 0
    for row in queries.gathered(incident.id, by):
        if row.case_id is not None and row.closed_at is None and row.state in ("waiting", "resolved"):
            cases.set_state(db.session.get_one(Case, row.case_id), "closed", by=by, because=FIXED)
            closed += 1
    audit.record(by, "closed the cases of", f"incident:{incident.id}", cases=closed)
    return closed


def let_wait(case: Case, by: Person | None) -> None:
    if case.state in ("new", "open"):
        cases.set_state(case, "waiting", by=by, because=PART)


def free(number: int, question_id: int, by: Person) -> None:
    """The question belongs to it no more; what waited because of it is looked at again."""
    gone = db.session.execute(
        sa.delete(IncidentQuestion).where(
            IncidentQuestion.incident_id == number, IncidentQuestion.question_id == question_id
        )
    )
    if not gone.rowcount:  # type: ignore[attr-defined]
        return
    case = case_queries.open_case_of(question_id)
    if case is not None and case.state == "waiting":
        cases.set_state(case, "open" if case.claimed_by_id else "new", by=by, because=NOT_PART)
