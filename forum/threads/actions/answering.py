"""Answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, events, link_limit, markdown, text
from forum.core.db import add_once, db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.search import outbox
from forum.threads import forms, notices, policy
from forum.threads.actions.asking import written
from forum.threads.actions.dressing import dress
from forum.threads.actions.following import follow
from forum.threads.models import Answer, Question
from forum.threads.queries import locked_question


def answer(
    question: Question,
    by: Person,
    body: str,
    form_key: str | None = None,
    staff: bool | None = None,
    created_at: datetime | None = None,
    quiet: bool = False,
    form: Sequence[str] = (),
) -> Answer:
    """Post an answer; the same form key of the same person gives the first one again.

    `staff`: as a person of the company; None: when `by` is one, unless it is their own question. `quiet`: tell
    nobody (imports). `form`: see `ask`. Raises `Invalid`, `NotAllowed` (closed, hidden meanwhile).
    """
    before = _posted(by.id, form_key)
    if before is not None:
        return before
    body = text.clean(body).strip()
    errors = forms.check_body(body) | ({} if quiet else link_limit.check(by, body))
    if errors:
        raise Invalid(N_("Some of it could not be used."), errors)
    question = locked_question(question.id)
    ensure(policy.can_answer(by, question), N_("This question takes no more answers."))
    if staff is None:
        staff = question.author_id != by.id
    made = Answer(
        question_id=question.id,
        author_id=by.id,
        body=body,
        body_html=markdown.render_post(body),
        html_version=markdown.VERSION,
        created_at=created_at or clock.now(),
        staff=staff and policy.can_answer_as_staff(by),
        form_key=form_key,
    )
    made, new = add_once(made, lambda: _posted(by.id, form_key))
    if not new:
        return made
    recount(question)
    question.active_at = max(question.active_at, made.created_at)
    if made.staff and question.staff_answered_at is None:
        question.staff_answered_at = made.created_at
    follow(question, by)
    outbox.changed(question.document)
    events.emit(
        "question.answered", question_id=question.id, answer_id=made.id, by_id=by.id, staff=made.staff
    )
    if not quiet:
        written(made, by, form)
        dress(made, question, by)
        if made.public:
            notices.answered(question, made, by)
    return made


def recount(question: Question) -> None:
    """Count the answers that everybody sees. The question is locked."""
    db.session.flush()
    question.answer_count = int(
        db.session.scalar(
            sa.select(sa.func.count()).where(Answer.question_id == question.id, policy.public(Answer))
        )
        or 0
    )


def _posted(author_id: int, form_key: str | None) -> Answer | None:
    if not form_key:
        return None
    return db.session.scalars(
        sa.select(Answer).where(Answer.author_id == author_id, Answer.form_key == form_key)
    ).one_or_none()
