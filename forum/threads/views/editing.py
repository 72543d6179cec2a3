"""Editing. Who edits at once with somebody else gets both texts, and nothing is lost."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.attachments import limits
from forum.attachments import received as attachments
from forum.core import differences, drafts, markdown, pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, ensure
from forum.core.forms import line, text
from forum.flags import queries as flags
from forum.threads import actions, policy, queries
from forum.threads.models import Answer, Question
from forum.threads.views import files, received
from forum.threads.views.blueprint import bp
from forum.threads.views.received import SentQuestion, in_words, me


@bp.get("/questions/<int:question_id>/edit")
@signed_in
def edit_question(question_id: int) -> AnyResponse:
    """The form, filled with what is there."""
    question = _question(question_id)
    sent, kept = received.of_question(question), _kept(question)
    if kept:
        sent.title, sent.tags = kept.get("title", sent.title), kept.get("tags", sent.tags)
        sent.body, sent.version = kept.get("body", sent.body), _version(kept, question)
        sent.because = kept.get("because", "")
    return _form(question, sent, draft=bool(kept))


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
        files.take(question)
    except Invalid as error:
        return _refused(question, sent, error)
    except actions.EditConflict as conflict:
        return _conflict(question, sent, conflict)
    drafts.drop(me().id, _place(question))
    return pages.done(_("Your changes are saved."), question.path)


@bp.get("/answers/<int:answer_id>/edit")
@signed_in
def edit_answer(answer_id: int) -> AnyResponse:
    """The form, filled with what is there."""
    answer = _answer(answer_id)
    sent, kept = SentQuestion(body=answer.body, version=answer.revision), _kept(answer)
    if kept:
        sent.body, sent.version = kept.get("body", sent.body), _version(kept, answer)
        sent.because = kept.get("because", "")
    return _form(answer, sent, draft=bool(kept))


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
        files.take(answer)
    except Invalid as error:
        return _refused(answer, sent, error)
    except actions.EditConflict as conflict:
        return _conflict(answer, sent, conflict)
    drafts.drop(me().id, _place(answer))
    return pages.done(_("Your changes are saved."), answer.path)


def _question(question_id: int) -> Question:
    found = queries.question(question_id, viewer())
    ensure(policy.can_edit(viewer(), found))
    return found


def _answer(answer_id: int) -> Answer:
    found = queries.answer(answer_id, viewer())
    ensure(policy.can_edit(viewer(), found, queries.question(found.question_id, viewer())))
    return found


def _place(post: Question | Answer) -> str:
    """Where the draft of an edit lies."""
    return f"edit:{queries.kind_of(post)}:{post.id}"


def _kept(post: Question | Answer) -> dict[str, str]:
    """What she changed before and did not save, unless she wants to begin anew."""
    return {} if request.args.get("anew") else drafts.find(me().id, _place(post))


def _version(kept: dict[str, str], post: Question | Answer) -> int:
    """What the draft began with: when the post was changed since then, saving it says so."""
    raw = kept.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else post.revision


def _refused(post: Question | Answer, sent: SentQuestion, error: Invalid) -> AnyResponse:
    """The form again; files that were chosen wait for it."""
    number = post.id
    attachments.hold()
    post = (
        queries.question(number, viewer()) if isinstance(post, Question) else queries.answer(number, viewer())
    )
    return _form(post, sent, in_words(error.errors))


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
    draft: bool = False,
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
        draft=draft,
        draft_place=_place(post),
        within=queries.question(post.question_id, viewer()) if isinstance(post, Answer) else post,
        wiki=isinstance(post, Answer) and post.wiki_at is not None and not policy.is_author(viewer(), post),
        held=attachments.hold() if request.method == "POST" else [],
        files_max=limits.COUNT.value,
        size_max=limits.SIZE_MB.value,
        accept=files.ACCEPT,
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
        draft_place=_place(post),
        within=queries.question(post.question_id, viewer()) if isinstance(post, Answer) else post,
        held=attachments.hold(),
        files_max=limits.COUNT.value,
        size_max=limits.SIZE_MB.value,
        accept=files.ACCEPT,
    )
