"""Editing. Who edits at once with somebody else gets both texts, and nothing is lost."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import differences, markdown, pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.core.forms import line, text
from forum.flags import queries as flags
from forum.threads import actions, policy, queries
from forum.threads.models import Answer, Question
from forum.threads.views import received
from forum.threads.views.blueprint import bp
from forum.threads.views.received import SentQuestion, in_words


@bp.get("/questions/<int:question_id>/edit")
@signed_in
def edit_question(question_id: int) -> AnyResponse:
    """The form, filled with what is there."""
    question = _question(question_id)
    return _form(question, received.of_question(question))


@bp.post("/questions/<int:question_id>/edit")
@signed_in
def save_question(question_id: int) -> AnyResponse:
    """Save the edit."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    question, sent = _question(question_id), received.question()
    sent.kept = question.topic_id
    if request.form.get("intent") == "preview":
        return _form(question, sent, preview=markdown.render_post(sent.body))
    try:
        question = actions.edit_question(
            question,
            by=viewer(),
            version=sent.version,
            title=sent.title,
            body=sent.body,
            tags=sent.tag_names(),
            topic=sent.topic_row(),
            lang=sent.lang,
            because=sent.because,
            withhold=request.form.get("withhold") == "1",
            fields=sent.values if sent.asked_for == sent.topic else None,
        )
    except Invalid as error:
        return _form(question, sent, in_words(error.errors))
    except actions.EditConflict as conflict:
        return _conflict(question, sent, conflict)
    return pages.done(_("Your changes are saved."), question.path)


@bp.get("/answers/<int:answer_id>/edit")
@signed_in
def edit_answer(answer_id: int) -> AnyResponse:
    """The form, filled with what is there."""
    answer = _answer(answer_id)
    return _form(answer, SentQuestion(body=answer.body, version=answer.revision))


@bp.post("/answers/<int:answer_id>/edit")
@signed_in
def save_answer(answer_id: int) -> AnyResponse:
    """Save the edit."""
    rate_limits.spend_as(rate_limits.WRITE, viewer())
    answer = _answer(answer_id)
    sent = SentQuestion(
        body=text("body").strip(),
        because=line("because"),
        version=request.form.get("version", default=0, type=int),
    )
    if request.form.get("intent") == "preview":
        return _form(answer, sent, preview=markdown.render_post(sent.body))
    try:
        actions.edit_answer(
            answer,
            by=viewer(),
            version=sent.version,
            body=sent.body,
            because=sent.because,
            withhold=request.form.get("withhold") == "1",
            mends=request.form.get("mends") == "1",
        )
    except Invalid as error:
        return _form(answer, sent, in_words(error.errors))
    except actions.EditConflict as conflict:
        return _conflict(answer, sent, conflict)
    return pages.done(_("Your changes are saved."), answer.path)


def _question(question_id: int) -> Question:
    found = queries.question(question_id, viewer())
    ensure(policy.can_edit(viewer(), found))
    return found


def _answer(answer_id: int) -> Answer:
    found = queries.answer(answer_id, viewer())
    ensure(policy.can_edit(viewer(), found))
    return found


def _open_flags(post: Question | Answer) -> list[flags.OpenFlag]:
    """What a moderator who edits an answer may correct."""
    if isinstance(post, Question) or not policy.can_moderate(viewer()):
        return []
    return flags.open_on_targets("answer", [post.id], viewer())[post.id]


def _form(
    post: Question | Answer,
    sent: SentQuestion,
    errors: dict[str, str] | None = None,
    preview: str = "",
) -> AnyResponse:
    return pages.answer(
        "threads/edit.html",
        status=422 if errors else 200,
        post=post,
        is_question=isinstance(post, Question),
        sent=sent,
        errors=errors or {},
        preview=preview,
        topics=received.topic_options(post.topic_id if isinstance(post, Question) else 0),
        languages=received.language_options(sent.lang),
        may_withhold=policy.can_see_withheld(viewer()),
        open_flags=_open_flags(post),
    )


def _conflict(post: Question | Answer, sent: SentQuestion, conflict: actions.EditConflict) -> AnyResponse:
    """409: what both had before them, what the other one made of it, and a form with one's own words in it."""
    base = conflict.base
    sent.version = conflict.revision
    return pages.answer(
        "threads/conflict.html",
        status=409,
        post=post,
        is_question=isinstance(post, Question),
        sent=sent,
        theirs=conflict.theirs,
        their_title=differences.compare(base.title, conflict.theirs.title) if base else [],
        their_body=differences.compare(base.body, conflict.theirs.body) if base else [],
        my_title=differences.compare(conflict.theirs.title, conflict.mine.title),
        my_body=differences.compare(conflict.theirs.body, conflict.mine.body),
        topics=received.topic_options(post.topic_id if isinstance(post, Question) else 0),
        languages=received.language_options(sent.lang),
        errors={},
    )
