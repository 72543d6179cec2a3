"""Agents work a case: take it, give it back, note, reply."""

from __future__ import annotations

from datetime import datetime

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Conflict, ensure
from forum.core.roles import Viewer
from forum.support import policy, queries
from forum.support.actions.closing import resolve
from forum.support.actions.states import set_state
from forum.support.models import Case, CaseNote
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Answer


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
    db.session.flush()  # the version says here if somebody was quicker
    audit.record(by, "claimed", f"case:{case.id}", previous=before)
    if case.state == "new":
        set_state(case, "open", by=by, logged=False)


def release(case: Case, by: Person) -> None:
    """Give it back to the queue."""
    ensure(policy.can_release(by, case))
    case.claimed_by_id = None
    case.claimed_at = None
    audit.record(by, "released", f"case:{case.id}")
    if case.state == "open":
        set_state(case, "new", by=by, logged=False)


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
    audit.record(by, "replied", f"case:{case.id}", answer=answer.id)  # `replied` heard of it from threads
    if resolve_too and policy.can_resolve(by, case):
        resolve(case, by=by)
    return answer


def replied(question_id: int, at: datetime, by: Viewer | None = None, private: bool = False) -> None:
    """A person of the company answered, in the thread or privately, from the desk or not: the case waits for the customer.

    Emits `case.replied` with `case_id`, `by_id` and `private`, once for each reply.
    """
    case = queries.open_case_of(question_id)
    if case is None:
        return
    if case.first_reply_at is None:
        case.first_reply_at = at
    case.last_reply_at = at
    set_state(case, "waiting", by=by, logged=False)
    events.emit("case.replied", case_id=case.id, by_id=by.id if by else None, private=private)
