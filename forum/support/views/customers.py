"""What customers do: ask a person, see their cases, say whether it helped, agree to the trail."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import forms, pages, pagination, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.support import actions, policy, queries
from forum.support.promise import actions as promise
from forum.support.satisfaction import queries as satisfaction
from forum.support.satisfaction.choices import ASK
from forum.support.trail.hearing import send_ticked
from forum.support.views import NOTE_MAX, bp
from forum.threads import queries as threads


@bp.post("/questions/<int:question_id>/escalation")
@signed_in
def ask_person(question_id: int) -> AnyResponse:
    """ "Ask a person": into the queue now, with a note and the trail if she sends it."""
    rate_limits.spend_as(rate_limits.ESCALATE, current_user)
    question = threads.question(question_id, viewer=viewer())
    ensure(policy.can_ask_person(viewer(), question))
    note_text = forms.text("note").strip()
    if len(note_text) > NOTE_MAX:
        raise Invalid(_("Write a note of at most %(max)s characters.", max=NOTE_MAX))
    if question.author_id == current_user.id:
        promise.ask_person(question, by=current_user, note=note_text)
    else:
        actions.escalate(question, "agent", by=current_user, note=note_text)
    send_ticked(question)
    url = url_for("threads.show", question_id=question.id, slug=question.slug)
    return pages.done(_("A person will look at it. You will be told by mail."), url)


@bp.get("/my/cases")
@signed_in
def my_cases() -> AnyResponse:
    """Where my cases stand."""
    page = queries.my_cases(viewer(), pagination.number(request.args.get("page")))
    over = [row.id for row in page.items if row.first_reply_at and (row.closed_at or row.state == "resolved")]
    marked = satisfaction.given(over) if ASK.value else set(over)
    return pages.answer("support/my_cases.html", page=page, to_mark=set(over) - marked)


@bp.post("/my/cases/<int:case_id>/verdict")
@signed_in
def judge(case_id: int) -> AnyResponse:
    """It solved it, or I am still stuck."""
    solved = request.form.get("solved")
    if solved not in ("yes", "no"):
        raise Invalid(_("Say whether it solved it."))
    actions.judge(queries.case(case_id, viewer()), by=current_user, solved=solved == "yes")
    thanks = _("Thank you. We are glad that it works.") if solved == "yes" else _("We are on it again.")
    return pages.done(thanks, forms.local_path(request.form.get("next")) or url_for(".my_cases"))
