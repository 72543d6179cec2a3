"""A case ends: by the agent, by the customer's word, by a solution in the thread."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean
from forum.support import notices, policy, queries
from forum.support.actions.states import set_state
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Answer, Question

SOLVED = "a solution was accepted in the thread"
SHE_SAID_SO = "the customer said that it solved it"


def close(case: Case, by: Person, because: str) -> None:
    """End it, with a reason for colleagues; the customer is told that it is over. Raises `Invalid` without a reason."""
    ensure(policy.can_close(by, case))
    because = clean(because).strip()
    if not because:
        raise Invalid(N_("Say why in a few words."), {"because": N_("Say why in a few words.")})
    set_state(case, "closed", by=by, because=because)
    notices.ended(case, db.session.get_one(Question, case.question_id))


def resolve(case: Case, by: Person, because: str = "") -> None:
    """The agent is done; the customer is asked by mail whether it solved it."""
    ensure(policy.can_resolve(by, case))
    if case.first_reply_at is None:
        case.first_reply_at = clock.now()
    set_state(case, "resolved", by=by, because=because)
    notices.resolved(case, db.session.get_one(Question, case.question_id))


def judge(case: Case, by: Person, solved: bool) -> None:
    """The customer's word. Yes: the newest staff answer is the solution and the case is closed. No: it is open again."""
    ensure(policy.can_judge(by, case))
    question = thread_queries.question(case.question_id, viewer=by)
    case.solved_it = solved
    audit.record(by, "judged", f"case:{case.id}", solved=solved)
    if not solved:
        set_state(case, "open" if case.claimed_by_id else "new", by=by, logged=False)
        notices.still_stuck(case, question)
        return
    set_state(case, "closed", by=by, because=SHE_SAID_SO, logged=False)
    answer = db.session.scalar(
        sa.select(Answer)
        .where(
            Answer.question_id == question.id,
            Answer.staff.is_(True),
            Answer.hidden_at.is_(None),
            Answer.deleted_at.is_(None),
        )
        .order_by(Answer.id.desc())
        .limit(1)
    )
    if answer is not None and not question.solved:
        threads.accept_solution(question, answer, by=by)


def close_for(question_id: int, because: str, by_id: int | None = None) -> None:
    """Close the open case of a question that was solved in the thread, or taken away."""
    case = queries.open_case_of(question_id)
    if case is None:
        return
    by = db.session.get(Person, by_id) if by_id else None
    set_state(case, "closed", by=by, because=because)
    notices.closed_by_thread(case, db.session.get_one(Question, question_id), by)
