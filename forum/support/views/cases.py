"""One case of the desk, and what agents do with it."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import queries as accounts
from forum.core import forms, pages, rate_limits
from forum.core.access import agents, viewer
from forum.core.errors import Conflict
from forum.support import actions, policy, queries, words
from forum.support.answering import composing
from forum.support.models import PRIORITIES, Case
from forum.support.views import NOTE_MAX, bp
from forum.support.views.arranging import held
from forum.support.views.desk import keys_off
from forum.threads import queries as threads
from forum.topics import queries as topics


@bp.get("/desk/cases/<int:case_id>")
@agents
def case(case_id: int) -> AnyResponse:
    """One case: question, answers, trail, notes, and the reply form."""
    return case_page(queries.case(case_id, viewer()))


def case_page(
    case: Case, status: int = 200, errors: dict[str, str] | None = None, **more: Any
) -> AnyResponse:
    """The page of a case; `errors` by field, `more` for the template."""
    me = viewer()
    reading = threads.read(case.question_id, me, to_work=True)
    question = reading.question
    # Most often the customer asked the question and the agent looks at a case of their own: then all names are here.
    names = {question.author_id: reading.author, current_user.id: current_user.name}
    others = accounts.names({case.customer_id, case.claimed_by_id} - names.keys())
    names |= {person.id: person.name for person in others.values()}
    warned = more.pop("warned", ())
    return pages.answer(
        "support/case.html",
        status=status,
        case=case,
        question=question,
        reading=reading,
        names=names,
        trail=queries.trail_of_question(question.id, viewer()),
        notes=queries.notes(case.id, viewer()),
        composer=composing.composer(case, reading, names[case.customer_id], warned),
        errors=errors or {},
        policy=policy,
        writing=queries.writing(case, me),
        history=queries.history(case, me),
        tags=queries.tags_of([case.id]).get(case.id, []),
        related=queries.related_to(case, me),
        staff=topics.staff(),
        priority=_PRIORITIES[case.priority],
        late=queries.is_overdue(case.state, case.due_at),
        seen=seen_of(case),
        words=words,
        keys_off=keys_off(),
        **more,
    )


_PRIORITIES = {number: name for name, number in PRIORITIES.items()}


def seen_of(case: Case) -> str:
    """The newest reply that a page shows: the reply form sends it along as `seen`."""
    return case.last_reply_at.isoformat() if case.last_reply_at else ""


def overtaken(case: Case, seen: str) -> bool:
    """Did a colleague reply after the page was shown on which `by` wrote? `seen`: `seen_of` of that page."""
    return seen_of(case) != seen and case.last_reply_by_id != viewer().id


@bp.post("/desk/cases/<int:case_id>/claim")
@agents
def claim(case_id: int) -> AnyResponse:
    """Take it. When somebody was quicker, say who."""
    found = queries.to_change(case_id, viewer())
    try:
        actions.claim(found, by=current_user)
    except Conflict:
        raise held(found) from None
    actions.write_presence(case_id, by=current_user)  # whoever takes it is about to write, script or not
    return pages.done(_("The case is yours."), url_for(".case", case_id=case_id))


@bp.post("/desk/cases/<int:case_id>/release")
@agents
def release(case_id: int) -> AnyResponse:
    """Give it back."""
    actions.release(queries.to_change(case_id, viewer()), by=current_user)
    return pages.done(_("The case is back in the queue."), url_for(".desk"))


@bp.post("/desk/cases/<int:case_id>/notes")
@agents
def note(case_id: int) -> AnyResponse:
    """Leave a note for colleagues."""
    rate_limits.spend(rate_limits.WRITE, f"note {current_user.id}")
    found = queries.case(case_id, viewer())
    body = forms.text("note").strip()
    if not 1 <= len(body) <= NOTE_MAX:
        return case_page(found, 422, {"note": _("Write a note of at most %(max)s characters.", max=NOTE_MAX)})
    actions.note(found, by=current_user, body=body)
    return pages.done(_("Note saved. Only staff can see it."), url_for(".case", case_id=case_id) + "#notes")


@bp.post("/desk/cases/<int:case_id>/resolution")
@agents
def resolve(case_id: int) -> AnyResponse:
    """Done, as far as we are concerned; the customer is asked."""
    actions.resolve(queries.to_change(case_id, viewer()), by=current_user)
    return pages.done(_("Resolved. The customer is asked whether it solved it."), url_for(".desk"))
