"""A case opens again: the customer writes, takes her solution back, or an agent says so."""

from __future__ import annotations

from datetime import datetime

from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Conflict, ensure
from forum.core.roles import Viewer
from forum.support import choices, notices, policy, queries
from forum.support.actions.closing import SHE_SAID_SO, SOLVED
from forum.support.actions.states import set_state
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Question


def reopen(case: Case, by: Viewer | None, because: str = "") -> None:
    """Open it again: with whoever held it, or new. A merged one becomes its own again.

    Raises `NotAllowed`, and `Conflict` when another case of the question is open meanwhile.
    """
    ensure(by is None or policy.can_reopen(by, case))
    if case.closed_at is not None and queries.open_case_of(case.question_id) is not None:
        raise Conflict()
    case.merged_into_id = None
    if case.state in ("resolved", "closed"):
        case.solved_it = None
    set_state(case, "open" if case.claimed_by_id else "new", by=by, because=because)


def follow_up(case: Case, because: str, by: Viewer | None = None) -> Case:
    """Open a new case that follows a closed one, with the same agent. One that is open already is returned."""
    there = queries.open_case_of(case.question_id)
    if there is not None:
        return there
    now = clock.now()
    question = db.session.get_one(Question, case.question_id)
    made = Case(
        question_id=case.question_id,
        customer_id=case.customer_id,
        state="open" if case.claimed_by_id else "new",
        state_at=now,
        because="again",
        opened_at=now,
        opened_by_id=by.id if by else None,
        due_at=queries.due_from(now, question.topic_id),
        claimed_by_id=case.claimed_by_id,
        claimed_at=now if case.claimed_by_id else None,
        priority=case.priority,
        follows_id=case.id,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(by, "followed up", f"case:{case.id}", because, case=made.id)
    audit.record(by, "escalated", question.document, because, case=made.id)
    threads.mark_escalated(question, now)
    events.emit("case.opened", case_id=made.id)
    return made


def customer_wrote(question_id: int, at: datetime) -> Case | None:
    """The customer wrote in the thread, or privately: a case that waited for her is open again.

    A closed one opens again or is followed by a new one, as admins chose, unless her question is solved.
    Emits `case.wrote` with `case_id`. Returns the case, if there is one.
    """
    thread_queries.locked_question(question_id)
    case = queries.standing_case_of(question_id)
    if case is None:
        return None
    question = db.session.get_one(Question, question_id)
    if case.closed_at is not None:
        if question.solved or not question.public:
            return case
        if choices.AGAIN.value == "follow":
            case = follow_up(case, "the customer wrote again")
        else:
            reopen(case, by=None, because="the customer wrote again")
    elif case.state in ("waiting", "resolved"):
        reopen(case, by=None, because="the customer wrote again")
    case.customer_wrote_at = at
    db.session.flush()
    notices.wrote(case, question)
    events.emit("case.wrote", case_id=case.id)
    return case


def solution_taken_back(question_id: int, by_id: int | None) -> None:
    """What closed the case is no solution any more: it opens again, and whoever held it is told."""
    case = queries.latest_case_of(question_id)
    if case is None or case.closed_at is None or case.closed_because not in (SOLVED, SHE_SAID_SO):
        return
    reopen(case, by=None, because="the solution was taken back")
    notices.still_stuck(case, db.session.get_one(Question, question_id))
