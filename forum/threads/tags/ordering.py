"""The page on which members put others' questions in order, and the way to it."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, panels, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.threads import policy as threads_policy
from forum.threads import queries
from forum.threads.models import Question
from forum.threads.tags import policy
from forum.threads.tags.retagging import retag
from forum.threads.views import received
from forum.threads.views.blueprint import bp
from forum.threads.views.received import SentQuestion, in_words


@bp.get("/questions/<int:question_id>/tags")
@signed_in
def edit_tags(question_id: int) -> AnyResponse:
    """Topic and tags of a question, to change them."""
    question = queries.question(question_id, viewer())
    ensure(policy.can_retag(viewer(), question))
    return _form(question, received.of_question(question), {})


@bp.post("/questions/<int:question_id>/tags")
@signed_in
def save_tags(question_id: int) -> AnyResponse:
    """Change them."""
    me = received.me()
    rate_limits.spend_as(rate_limits.WRITE, me)
    question, sent = queries.question(question_id, me), received.question()
    sent.kept = question.topic_id
    try:
        retag(question, me, sent.topic_row(), sent.tag_names(), sent.because)
    except Invalid as error:
        return _form(question, sent, in_words(error.errors))
    return pages.done(_("Saved. It is in force now."), question.path)


@panels.fills("question")
def beside(question: Question) -> str | None:
    """For those who may put it in order and not edit it: these have a form for all of it."""
    me = viewer()
    if me.id is None or threads_policy.can_edit(me, question) or not policy.can_retag(me, question):
        return None
    return render_template("threads/tags/_retag.html", question=question)


def _form(question: Question, sent: SentQuestion, errors: dict[str, str]) -> AnyResponse:
    return pages.answer(
        "threads/tags/retag.html",
        status=422 if errors else 200,
        question=question,
        sent=sent,
        errors=errors,
        topics=received.topic_options(question.topic_id),
    )
