"""What happens to a case. Each writes its audit entry; telling people is in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Conflict, NotAllowed, ensure
from forum.support import notices, policy, queries
from forum.support.models import Case, CaseNote, TrailLine
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Answer, Question

LAPSED_AT_ONCE = 200  # questions escalated by one run of the clock


def escalate(question: Question, because: str, by: Person | None = None, note: str = "") -> Case:
    """Put the question into the support queue and return its case; one open case a question, whoever races.

    `because`: promise | asked | agent. A case that is open already is returned, with the note added to it.
    """
    now = clock.now()
    existing = queries.open_case_of(question.id)
    if existing is not None:
        if note and note not in existing.note:
            existing.note = f"{existing.note}\n\n{note}".strip()
        return existing
    case = Case(
        question_id=question.id,
        customer_id=question.author_id,
        state="new",
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
    return case


def escalate_lapsed() -> int:
    """Escalate every question whose promise has lapsed without a solution or a staff answer. By the clock."""
    lapsed = thread_queries.promise_lapsed(clock.now(), LAPSED_AT_ONCE)
    for question in lapsed:
        escalate(question, "promise")
    return len(lapsed)


def claim(case: Case, by: Person) -> None:
    """Take the case. Raises `Conflict` when somebody else holds it."""
    if case.claimed_by_id == by.id:
        return
    if case.closed_at is None and not policy.can_claim(by, case) and policy.can_work(by):
        raise Conflict(holder=case.claimed_by_id)
    ensure(policy.can_claim(by, case))
    before = case.claimed_by_id
    case.claimed_by_id = by.id
    case.claimed_at = clock.now()
    if case.state == "new":
        case.state = "claimed"
    db.session.flush()  # the version says here if somebody was quicker
    audit.record(by, "claimed", f"case:{case.id}", previous=before)


def release(case: Case, by: Person) -> None:
    """Give it back to the queue."""
    ensure(policy.can_release(by, case))
    case.claimed_by_id = None
    case.claimed_at = None
    if case.state == "claimed":
        case.state = "new"
    audit.record(by, "released", f"case:{case.id}")


def note(case: Case, by: Person, body: str) -> None:
    """Write an internal note: staff only, everywhere."""
    ensure(policy.can_work(by))
    db.session.add(CaseNote(case_id=case.id, by_id=by.id, body=body, at=clock.now()))


def reply(
    case: Case, by: Person, body: str, form_key: str | None = None, resolve_too: bool = False
) -> Answer:
    """Answer in the thread as the company. The customer is told by mail (by threads); the case waits for her."""
    ensure(policy.can_reply(by, case))
    question = thread_queries.question(case.question_id, viewer=by)
    answer = threads.answer(question, by=by, body=body, form_key=form_key, staff=True)
    if case.claimed_by_id is None:
        case.claimed_by_id = by.id
        case.claimed_at = clock.now()
    replied(question.id, answer.created_at)
    audit.record(by, "replied", f"case:{case.id}", answer=answer.id)
    if resolve_too:
        resolve(case, by=by)
    return answer


def replied(question_id: int, at: datetime) -> None:
    """A person of the company answered in the thread, from the desk or not: the case waits for the customer."""
    case = queries.open_case_of(question_id)
    if case is None:
        return
    if case.first_reply_at is None:
        case.first_reply_at = at
    case.state = "waiting"


def resolve(case: Case, by: Person, because: str = "") -> None:
    """The agent is done; the customer is asked by mail whether it solved it."""
    ensure(policy.can_resolve(by, case))
    case.state = "resolved"
    case.resolved_at = clock.now()
    case.resolved_by_id = by.id
    if case.first_reply_at is None:
        case.first_reply_at = clock.now()
    audit.record(by, "resolved", f"case:{case.id}", because)
    notices.resolved(case, db.session.get_one(Question, case.question_id))


def judge(case: Case, by: Person, solved: bool) -> None:
    """The customer's word. Yes: the newest staff answer is the solution and the case is closed. No: it is open again."""
    ensure(policy.can_judge(by, case))
    question = thread_queries.question(case.question_id, viewer=by)
    case.solved_it = solved
    audit.record(by, "judged", f"case:{case.id}", solved=solved)
    if not solved:
        case.state = "claimed" if case.claimed_by_id else "new"
        case.resolved_at = None
        notices.still_stuck(case, question)
        return
    _close(case, "the customer said that it solved it")
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
    _close(case, because)
    audit.record(by, "closed", f"case:{case.id}", because)
    notices.closed_by_thread(case, db.session.get_one(Question, question_id), by)


def _close(case: Case, because: str) -> None:
    case.state = "closed"
    case.closed_at = clock.now()
    case.closed_because = because


# The trail -----------------------------------------------------------------------------------------------------------


def consent_to_trail(by: Person, agreed: bool) -> None:
    """Remember (or forget) that the last 24 hours' searches may be kept; without consent all of it goes at once."""
    by.trail_consent_at = clock.now() if agreed else None
    if not agreed:
        db.session.execute(
            sa.delete(TrailLine).where(TrailLine.person_id == by.id, TrailLine.question_id.is_(None))
        )
    audit.record(by, "agreed to the trail" if agreed else "ended the trail", f"person:{by.id}")


def send_trail(question: Question, by: Person, line_ids: Sequence[int]) -> int:
    """Attach the lines that the customer left standing to her question. Lines of others are ignored."""
    if question.author_id != by.id:
        raise NotAllowed()
    sent = db.session.execute(
        sa.update(TrailLine)
        .where(
            TrailLine.id.in_(list(line_ids)), TrailLine.person_id == by.id, TrailLine.question_id.is_(None)
        )
        .values(question_id=question.id)
    )
    return int(sent.rowcount)  # type: ignore[attr-defined]
