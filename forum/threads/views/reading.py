"""The page of a question, and the ways to it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import differences, drafts, links, markdown, pages, pagination, rate_limits
from forum.core.access import only_reads, public, signed_in, viewer
from forum.core.forms import text
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.core.rate_limits import Limit
from forum.core.targets import Target
from forum.search import recording
from forum.search.views import language_name
from forum.threads import fields, policy, queries
from forum.threads.views.blueprint import bp
from forum.threads.views.lists import tag_links
from forum.votes import queries as votes

PREVIEW = Limit("preview", 1200, 3600)  # three a second would be typing without a pause; a person pauses


@bp.get("/questions/<int:question_id>")
@public
def find(question_id: int) -> AnyResponse:
    """The short address."""
    return redirect(queries.question(question_id, viewer()).path, 301)


@bp.get("/questions/<int:question_id>-<slug>")
@public
@may_keep
def show(question_id: int, slug: str) -> AnyResponse:
    """A question with its answers."""
    found = queries.read(question_id, viewer(), pagination.number(request.args.get("page")))
    if slug != found.question.slug:
        asked_for = request.query_string.decode("ascii", "ignore")
        return redirect(found.question.path + (f"?{asked_for}" if asked_for else ""), 301)
    return page(found)


@bp.get("/answers/<int:answer_id>")
@public
def answer(answer_id: int) -> AnyResponse:
    """An answer, on whichever page of its question it stands now."""
    found = queries.answer(answer_id, viewer())
    number = queries.page_of_answer(found, viewer())
    path = queries.question(found.question_id, viewer()).path
    return redirect(f"{path}{f'?page={number}' if number > 1 else ''}#answer-{found.id}")


def page(
    found: queries.Reading, body: str | None = None, errors: dict[str, str] | None = None, preview: str = ""
) -> AnyResponse:
    """The page of a question; with `body` and `errors` of an answer that was refused."""
    me, question = viewer(), found.question
    may_answer = policy.can_answer(me, question)
    if body is None:
        body = drafts.find(me.id, f"answer:{question.id}").get("body", "") if may_answer else ""
    verdict = None
    if question.solved and me.id is not None:
        target = Target("question", question.id)
        verdict = votes.my_verdict(target, question.solution_id, me, recording.visitor())
    number = found.answers.number
    return pages.answer(
        "threads/show.html",
        status=422 if errors else 200,
        found=found,
        question=question,
        policy=policy,
        me=me,
        may_answer=may_answer,
        verdict=verdict,
        said=fields.readable(question, found.values, me),
        affected=found.affected,
        may_be_affected=policy.can_be_affected(me, question)
        or (me.id is None and policy.takes_affected(question)),
        body=body,
        errors=errors or {},
        preview=preview,
        canonical=links.external("threads.show", question_id=question.id, slug=question.slug)
        + (f"?page={number}" if number > 1 else ""),
        tag_links=tag_links,
        other_lang=question.lang if question.lang != current_language() else None,
        lang_name=language_name(question.lang),
        topic_name=found.topic.name_in(current_language()),
    )


@bp.post("/preview")
@signed_in
@only_reads
def preview() -> AnyResponse:
    """Markdown as it will look, for the editor's live preview (HTML fragment)."""
    rate_limits.spend_later(PREVIEW, viewer().id)
    return AnyResponse(markdown.render_post(text("body")), content_type="text/html; charset=utf-8")


@bp.get("/questions/<int:question_id>/history")
@public
def question_history(question_id: int) -> AnyResponse:
    """Every edit of a question, word by word."""
    return _history(queries.question(question_id, viewer()), question_id)


@bp.get("/answers/<int:answer_id>/history")
@public
def answer_history(answer_id: int) -> AnyResponse:
    """Every edit of an answer."""
    found = queries.answer(answer_id, viewer())
    return _history(found, found.question_id)


def _history(post: Any, question_id: int) -> AnyResponse:
    question = queries.question(question_id, viewer())
    edits = queries.history(post, viewer())
    compared = [
        {
            "edit": edit,
            "title": differences.compare(edit.before.title, edit.after.title),
            "tags": differences.compare(", ".join(edit.before.tags), ", ".join(edit.after.tags)),
            "body": differences.compare(edit.before.body, edit.after.body),
        }
        if edit.before is not None and edit.after is not None
        else {"edit": edit}
        for edit in edits
    ]
    return pages.answer(
        "threads/history.html",
        question=question,
        post=post,
        edits=compared,
        back=post.path,
        heading=_("History of the question") if post is question else _("History of an answer"),
        author_url=url_for("accounts.profile", person_id=post.author_id),
    )
