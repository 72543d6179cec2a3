"""Write into the private compartment of a question."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.attachments import actions as attachments
from forum.attachments.models import Attachment
from forum.core import audit, clock, events, markdown, text
from forum.core.db import add_once, db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.support import actions as cases
from forum.support import queries as case_queries
from forum.support.private import notices, policy, queries
from forum.support.private.models import PrivateFile, PrivateMessage
from forum.threads import actions as threads
from forum.threads.models import Answer, Question


def write(
    question: Question,
    by: Person,
    body: str,
    form_key: str | None = None,
    files: Sequence[Attachment] = (),
    needs: bool = False,
) -> PrivateMessage:
    """Say something that only staff and whoever asked can read; the same form key of the same person says it once.

    `files`: of `attachments.actions.bring`, waiting or for this place already; with files the words may be missing.
    `needs`: staff wait for something of the customer. A message of staff is a reply of the case (there is one
    afterwards), which then waits for her; hers wakes a case that waits, or was closed before it was solved. Emits `private.written` with
    `message_id`, `question_id`, `by_staff`. Raises `Invalid` (errors: "private"), `NotAllowed`.
    """
    before = queries.posted(by.id, form_key)
    if before is not None:
        return before
    ensure(policy.can_write(by, question))
    body = text.clean(body).strip()
    if not body and not files:
        raise Invalid(N_("Some of it could not be used."), {"private": N_("Write something first.")})
    if len(body) > policy.BODY_MAX_CHARS:
        sentence = N_("This text is too long: at most 30,000 characters.")
        raise Invalid(N_("Some of it could not be used."), {"private": sentence})
    staff = policy.writes_as_staff(by, question)
    message = PrivateMessage(
        question_id=question.id,
        by_id=by.id,
        staff=staff,
        needs=needs and staff,
        files=len(files),
        form_key=form_key,
        created_at=clock.now(),
        body=body,
        body_html=markdown.render_post(body),
        html_version=markdown.VERSION,
    )
    message, new = add_once(message, lambda: queries.posted(by.id, form_key))
    if not new:
        return message
    for attachment in files:
        attachments.put(attachment, f"private:{question.id}", by)
        db.session.add(PrivateFile(message_id=message.id, attachment_id=attachment.id))
    db.session.flush()
    audit.record(by, "wrote privately on", question.document, message=message.id)
    if staff:
        _replied(question, message, by)
    events.emit("private.written", message_id=message.id, question_id=question.id, by_staff=staff)
    if not staff:
        _tell_of_closed(question)
    return message


def _replied(question: Question, message: PrivateMessage, by: Person) -> None:
    case = case_queries.open_case_of(question.id) or cases.escalate(question, "agent", by=by)
    if case.claimed_by_id is None:
        case.claimed_by_id, case.claimed_at = by.id, message.created_at
    cases.replied(question.id, message.created_at, by=by, private=True)
    notices.to_asker(message, question, by)


def _tell_of_closed(question: Question) -> None:
    """Support heard of her words by the event; in a case that stays closed all the same, nobody would look."""
    case = case_queries.standing_case_of(question.id)
    if case is not None and case.closed_at is not None and case.claimed_by_id is not None:
        notices.to_holder(case.claimed_by_id, question)


def publish(question: Question, by: Person, summary: str, form_key: str | None = None) -> Answer:
    """Post what was solved in private as an answer of the company. Raises `Invalid`, `NotAllowed`."""
    ensure(policy.can_publish(by, question))
    answer = threads.answer(question, by=by, body=summary, form_key=form_key, staff=True)
    audit.record(by, "summed up in public", question.document, answer=answer.id)
    return answer
