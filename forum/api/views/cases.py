"""The support queue."""

from __future__ import annotations

from typing import Any

from flask import url_for

from forum.api import telling
from forum.api.door import me, token
from forum.api.schemas import asked, told
from forum.api.views import bp
from forum.core import rate_limits, targets
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import is_staff
from forum.core.text import N_
from forum.support import actions, policy, queries
from forum.support.promise import actions as promise
from forum.support.views import NOTE_MAX
from forum.threads import queries as threads
from forum.topics import queries as topics


@bp.get("/cases")
@token("read")
@bp.arguments(asked.CasesQuery, location="query")
@bp.response(200, told.CaseList)
def case_list(sent: dict[str, Any]) -> dict[str, Any]:
    """Staff: the queue, what is due first on top. Customers: their own cases, the newest first."""
    by = me()
    if is_staff(by):
        topic = topics.by_slug(sent["topic"]).id if sent.get("topic") else None
        page = queries.queue(by, sent["view"], topic, sent["page"])
    else:
        page = queries.my_cases(by, sent["page"])
    return telling.listed(page, [telling.case(row, is_staff(by)) for row in page])


@bp.post("/cases")
@token("write")
@bp.arguments(asked.NewCase)
@bp.response(201, told.Case)
@bp.alt_response(
    200, schema=told.Case, description="There was an open case already; the note is added to it."
)
def escalate(sent: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Ask a person: whoever asked the question, or staff for them."""
    by = me()
    rate_limits.spend_as(rate_limits.ESCALATE, by)
    question = threads.question(targets.parse(sent["question"]).number, viewer=by)
    ensure(policy.can_ask_person(by, question))
    note = sent["note"].strip()
    if len(note) > NOTE_MAX:
        raise Invalid(N_("This is too long."), {"note": N_("This is too long.")})
    there = queries.open_case_of(question.id) is not None
    if question.author_id == by.id:
        made = promise.ask_person(question, by=by, note=note)
    else:
        made = actions.escalate(question, "agent", by=by, note=note)
    db.session.flush()
    row = queries.row(made.id, by)
    return (
        telling.case(row, is_staff(by)),
        200 if there else 201,
        {} if there else {"Location": url_for("api.case_list")},
    )
