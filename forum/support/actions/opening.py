"""A question becomes a case."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.support import notices, queries
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Question

LAPSED_AT_ONCE = 200  # questions escalated by one run of the clock


def escalate(question: Question, because: str, by: Person | None = None, note: str = "") -> Case:
    """Put the question into the support queue and return its case; one open case a question, whoever races.

    `because`: promise | asked | agent. A case that is open already is returned, with the note added to it.
    Emits `case.opened` with `case_id` for a new one.
    """
    now = clock.now()
    existing = queries.open_case_of(question.id) or _merged_into(question.id)
    if existing is not None:
        if note and note not in existing.note:
            existing.note = f"{existing.note}\n\n{note}".strip()
        return existing
    case = Case(
        question_id=question.id,
        customer_id=question.author_id,
        state="new",
        state_at=now,
        because=because,
        note=note,
        opened_at=now,
        opened_by_id=by.id if by else None,
        due_at=question.due_at or now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(case)
            db.session.flush()
    except IntegrityError:
        winner = queries.open_case_of(question.id)
        if winner is None:
            raise
        return winner
    events.emit("question.escalated", question_id=question.id)
    threads.mark_escalated(question, now)
    audit.record(by, "escalated", f"question:{question.id}", because, case=case.id)
    notices.escalated(case, question)
    events.emit("case.opened", case_id=case.id)
    return case


def escalate_lapsed() -> int:
    """Escalate every question whose promise has lapsed without a solution or a staff answer. By the clock."""
    lapsed = thread_queries.promise_lapsed(clock.now(), LAPSED_AT_ONCE)
    for question in lapsed:
        escalate(question, "promise")
    return len(lapsed)


def _merged_into(question_id: int) -> Case | None:
    """The open case that goes on with this question's, if it was merged."""
    standing = queries.standing_case_of(question_id)
    return standing if standing is not None and standing.closed_at is None else None
