"""Answering, following, deleting one's own."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.attachments import received
from forum.core import drafts, markdown, pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.core.forms import line, suspicion, text
from forum.threads import actions, policy, queries
from forum.threads.models import Answer, Question
from forum.threads.views import files, reading
from forum.threads.views.blueprint import bp
from forum.threads.views.received import in_words, me


@bp.post("/questions/<int:question_id>/answers")
@signed_in
def post_answer(question_id: int) -> AnyResponse:
    """Answer a question."""
    body = text("body").strip()
    if request.form.get("intent") == "preview":
        found = queries.read(question_id, viewer())
        return reading.page(found, body, preview=markdown.render_post(body))
    rate_limits.spend_as(rate_limits.ANSWER, me(), form=line("form_key"))
    question = queries.question(question_id, viewer())
    try:
        made = actions.answer(
            question,
            by=me(),
            body=body,
            form_key=line("form_key") or None,
            staff="staff" in request.form if "staff_shown" in request.form else None,
            form=suspicion(),
        )
        files.take(made)
    except Invalid as error:
        received.hold()  # takes back what was written, keeps the files
        return reading.page(queries.read(question_id, viewer()), body, in_words(error.errors))
    drafts.drop(me().id, f"answer:{question_id}")
    if not made.public:
        return pages.done(_("Thank you. Our team looks at it before everybody can see it."), made.path)
    return pages.done(_("Your answer is posted."), made.path)


@bp.post("/questions/<int:question_id>/following")
@signed_in
def follow(question_id: int) -> AnyResponse:
    """Be told about answers."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    question = queries.question(question_id, viewer())
    actions.follow(question, by=me())
    return pages.done(_("You will be told when somebody answers."), question.path)


@bp.post("/questions/<int:question_id>/following/end")
@signed_in
def unfollow(question_id: int) -> AnyResponse:
    """Be told no more."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    question = queries.question(question_id, viewer())
    actions.unfollow(question, by=me())
    return pages.done(_("You will not be told about this question any more."), question.path)


@bp.post("/questions/<int:question_id>/affected")
@signed_in
def affected(question_id: int) -> AnyResponse:
    """I have this too."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    question = queries.question(question_id, viewer())
    actions.me_too(question, by=me())
    return pages.done(_("You are counted, and told when somebody answers."), question.path)


@bp.post("/questions/<int:question_id>/affected/end")
@signed_in
def not_affected(question_id: int) -> AnyResponse:
    """I have it no more."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    question = queries.question(question_id, viewer())
    actions.not_me_too(question, by=me())
    return pages.done(_("You are counted no more."), question.path)


@bp.post("/questions/<int:question_id>/deletion")
@signed_in
def delete_question(question_id: int) -> AnyResponse:
    """Delete what one asked, before anybody answered."""
    return _delete(queries.question(question_id, viewer()), url_for(".mine"))


@bp.post("/answers/<int:answer_id>/deletion")
@signed_in
def delete_answer(answer_id: int) -> AnyResponse:
    """Delete what one answered."""
    found = queries.answer(answer_id, viewer())
    return _delete(found, queries.question(found.question_id, viewer()).path)


def _delete(post: Question | Answer, back: str) -> AnyResponse:
    rate_limits.spend_as(rate_limits.WRITE, me())
    ensure(policy.can_delete(me(), post))
    actions.delete(post, by=me(), because=line("because"))
    return pages.done(_("It is deleted."), back)
