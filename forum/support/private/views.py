"""The private compartment: a page of its own, and the deeds in it."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.attachments import received
from forum.core import drafts, forms, pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, NotFound
from forum.support.private import actions, panel, policy, queries
from forum.support.views import bp
from forum.threads import queries as threads
from forum.threads.models import Question
from forum.threads.views.received import in_words


@bp.get("/questions/<int:question_id>/private")
@signed_in
def private(question_id: int) -> AnyResponse:
    """All that was said in private on a question, for whoever asked it and staff."""
    return _page(_question(question_id))


@bp.post("/questions/<int:question_id>/private")
@signed_in
def write_private(question_id: int) -> AnyResponse:
    """Say something in private, with files."""
    rate_limits.spend_as(rate_limits.WRITE, current_user, "private")
    question = _question(question_id)
    me = current_user._get_current_object()
    try:
        actions.write(
            question,
            by=me,
            body=forms.text("private"),
            form_key=forms.line("form_key") or None,
            files=received.take(me, f"private:{question.id}"),
            needs=request.form.get("needs") == "1",
        )
    except Invalid as error:
        return _page(question, in_words(error.errors), status=422)
    drafts.drop(me.id, f"private:{question.id}")
    staff = policy.writes_as_staff(me, question)
    said = _("Sent. Only the customer and our team see it.") if staff else _("Sent. Only our team sees it.")
    back = forms.local_path(request.form.get("next")) or url_for(".private", question_id=question.id)
    return pages.done(said, back)


def _question(question_id: int) -> Question:
    """The same as missing for everybody who may not look."""
    found = threads.question(question_id, viewer())
    if not policy.can_see(viewer(), found):
        raise NotFound()
    return found


def _page(question: Question, errors: dict[str, str] | None = None, status: int = 200) -> AnyResponse:
    return pages.answer(
        "support/private/show.html",
        status=status,
        question=question,
        messages=queries.of_question(question.id),
        **panel.form_values(question, errors),
    )
