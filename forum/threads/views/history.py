"""How a post came to be: every edit, word by word, and the way back to an earlier text."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import differences, pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import NotFound, ensure
from forum.threads import actions, policy, queries
from forum.threads.comments import queries as comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.threads.views.blueprint import bp
from forum.threads.views.received import me
from forum.topics import queries as topics

_HEADINGS = {
    "question": lambda: _("History of the question"),
    "answer": lambda: _("History of an answer"),
    "comment": lambda: _("History of a comment"),
}


@bp.get("/questions/<int:question_id>/history")
@public
def question_history(question_id: int) -> AnyResponse:
    """Every edit of a question."""
    found = queries.question(question_id, viewer())
    return _page(found, found)


@bp.get("/answers/<int:answer_id>/history")
@public
def answer_history(answer_id: int) -> AnyResponse:
    """Every edit of an answer."""
    found = queries.answer(answer_id, viewer())
    return _page(found, queries.question(found.question_id, viewer()))


@bp.get("/comments/<int:comment_id>/history")
@public
def comment_history(comment_id: int) -> AnyResponse:
    """Every edit of a comment."""
    found = comments.comment(comment_id, viewer())
    return _page(found, queries.question(found.question_id, viewer()))


@bp.post("/questions/<int:question_id>/history/<int:revision>")
@signed_in
def restore_question(question_id: int, revision: int) -> AnyResponse:
    """Make an earlier text of a question the one that stands."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    question = queries.question(question_id, viewer())
    ensure(policy.can_edit(viewer(), question))
    earlier = _earlier(question, revision)
    actions.edit_question(
        question,
        by=me(),
        version=question.revision,
        title=earlier.title,
        body=earlier.body,
        tags=earlier.tags,
        topic=topics.by_id()[question.topic_id],
        lang=question.lang,
        because=_because(revision),
    )
    return pages.done(_("It reads as it did then."), question.path)


@bp.post("/answers/<int:answer_id>/history/<int:revision>")
@signed_in
def restore_answer(answer_id: int, revision: int) -> AnyResponse:
    """Make an earlier text of an answer the one that stands."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    answer = queries.answer(answer_id, viewer())
    ensure(policy.can_edit(viewer(), answer, queries.question(answer.question_id, viewer())))
    body = _earlier(answer, revision).body
    actions.edit_answer(answer, by=me(), version=answer.revision, body=body, because=_because(revision))
    return pages.done(_("It reads as it did then."), answer.path)


def _earlier(post: Question | Answer, revision: int) -> queries.Version:
    """Raises `NotFound` for a text that never was, and for one that a moderator took out of the history."""
    found = queries.base_of(post, revision)
    if found is None:
        raise NotFound()
    return found


def _because(revision: int) -> str:
    return str(_("Back to revision %(number)s", number=revision))


def _page(post: Question | Answer | Comment, question: Question) -> AnyResponse:
    edits = queries.history(post, viewer())
    kind = queries.kind_of(post)
    restore = None
    if not isinstance(post, Comment) and policy.can_edit(viewer(), post, question):
        restore = f"threads.restore_{kind}"
    return pages.answer(
        "threads/history.html",
        question=question,
        post=post,
        edits=[_compared(edit) for edit in edits],
        back=post.path,
        heading=_HEADINGS[kind](),
        restore=lambda revision: (
            url_for(restore, **{f"{kind}_id": post.id, "revision": revision}) if restore else None
        ),
    )


def _compared(edit: queries.Edited) -> dict[str, object]:
    if edit.before is None or edit.after is None:
        return {"edit": edit}
    return {
        "edit": edit,
        "title": differences.compare(edit.before.title, edit.after.title),
        "tags": differences.compare(", ".join(edit.before.tags), ", ".join(edit.after.tags)),
        "body": differences.compare(edit.before.body, edit.after.body),
    }
