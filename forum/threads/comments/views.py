"""The addresses of comments."""

from __future__ import annotations

from flask import redirect
from werkzeug.wrappers import Response as AnyResponse

from forum.core.access import public, viewer
from forum.threads import queries as posts
from forum.threads.comments import queries
from forum.threads.views.blueprint import bp


@bp.get("/comments/<int:comment_id>")
@public
def comment(comment_id: int) -> AnyResponse:
    """A comment, where it stands now."""
    found = queries.comment(comment_id, viewer())
    question = posts.question(found.question_id, viewer())
    page = ""
    if found.answer_id is not None:
        number = posts.page_of_answer(posts.answer(found.answer_id, viewer()), viewer())
        page = f"?page={number}" if number > 1 else ""
    return redirect(f"{question.path}{page}#comment-{found.id}")
