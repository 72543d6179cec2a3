"""Agents work a case: take it, give it back, note, reply."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db, upsert
from forum.core.errors import Conflict, ensure
from forum.core.roles import Viewer
from forum.support import mentions, notices, policy, queries
from forum.support.actions.closing import resolve
from forum.support.actions.states import set_state
from forum.support.models import Case, CaseNote, CaseWriting
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Answer
from forum.topics import queries as topics


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


def note(case: Case, by: Person, body: str) -> list[int]:
    """Write an internal note: staff only, everywhere. Colleagues named in it ("@Ana") are told; returns their ids."""
    ensure(policy.can_work(by))
    db.session.add(CaseNote(case_id=case.id, by_id=by.id, body=body, at=clock.now()))
    named = [person_id for person_id in mentions.named_in(body, topics.staff()) if person_id != by.id]
    if named:
        notices.mentioned(case, named, by)
    return named


def wait(case: Case, by: Person) -> None:
    """Say that it waits for the customer (she was asked elsewhere, on the phone)."""
    ensure(policy.can_wait(by, case))
    set_state(case, "waiting", by=by)


def write_presence(case_id: int, by: Person) -> None:
    """Say that `by` is writing a reply right now: colleagues see it for `queries.WRITING_SECONDS`."""
    ensure(policy.can_work(by))
    now = clock.now()
    row = upsert(CaseWriting.__table__).values(case_id=case_id, person_id=by.id, at=now)
    db.session.execute(row.on_conflict_do_update(index_elements=["case_id", "person_id"], set_={"at": now}))


def stop_writing(case_id: int, by: Person) -> None:
    """It was sent, or laid aside."""
    db.session.execute(
        sa.delete(CaseWriting).where(CaseWriting.case_id == case_id, CaseWriting.person_id == by.id)
    )


def forget_writing() -> int:
    """Delete what tells nothing any more. By the clock."""
    before = clock.now() - timedelta(seconds=queries.WRITING_SECONDS)
    return int(db.session.execute(sa.delete(CaseWriting).where(CaseWriting.at < before)).rowcount)  # type: ignore[attr-defined]


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
    stop_writing(case.id, by)
    audit.record(by, "replied", f"case:{case.id}", answer=answer.id)  # `replied` heard of it from threads
    if resolve_too and policy.can_resolve(by, case):
        resolve(case, by=by)
    return answer


def replied(question_id: int, at: datetime, by: Viewer | None = None, private: bool = False) -> None:
    """A person of the company answered, in the thread or privately, from the desk or not: the case waits for the customer.

    Emits `case.replied` with `case_id`, `by_id` and `private`, once for each reply.
    """
    case = queries.standing_case_of(question_id)
    if case is None or case.closed_at is not None:
        return
    if case.first_reply_at is None:
        case.first_reply_at = at
    case.last_reply_at = at
    case.last_reply_by_id = by.id if by else None
    set_state(case, "waiting", by=by, logged=False)
    events.emit("case.replied", case_id=case.id, by_id=by.id if by else None, private=private)
