"""The page of a question, and the ways to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import redirect, request
from werkzeug.wrappers import Response as AnyResponse

from forum.attachments import limits, received
from forum.core import clock, drafts, markdown, pages, pagination, rate_limits
from forum.core.access import only_reads, public, signed_in, viewer
from forum.core.forms import text
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.core.rate_limits import Limit
from forum.search.views import language_name
from forum.threads import fields, policy, queries
from forum.threads.comments import policy as comment_policy
from forum.threads.comments.queries import Under
from forum.threads.views import quoting
from forum.threads.views.blueprint import bp
from forum.threads.views.files import ACCEPT
from forum.threads.views.lists import Chosen, tag_links
from forum.topics import queries as topics

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
    order = "newest" if request.args.get("order") == "newest" else "best"
    found = queries.read(question_id, viewer(), pagination.number(request.args.get("page")), order=order)
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


class Refused(NamedTuple):
    """A comment that could not be taken: under which post it was written ("answer:12"), its words, what is wrong."""

    on: str
    body: str
    errors: Mapping[str, str]


def page(
    found: queries.Reading,
    body: str | None = None,
    errors: dict[str, str] | None = None,
    preview: str = "",
    refused: Refused | None = None,
) -> AnyResponse:
    """The page of a question; with `body` and `errors` of an answer that was refused, or with a `refused` comment."""
    me, question = viewer(), found.question
    may_answer = policy.can_answer(me, question)
    places = [question.document, *(f"answer:{a.id}" for a in found.answers)]
    typed = _typed(question.id, places) if may_answer else {}
    if refused is not None:
        typed[f"comment:{refused.on or question.document}"] = {"body": refused.body}
    if body is None:
        body = typed.get(f"answer:{question.id}", {}).get("body", "")
        if may_answer and (named := request.args.get("quote")):
            body = f"{body}\n\n{quoting.of(named, question, me)}".lstrip()
    return pages.answer(
        "threads/show.html",
        status=422 if errors or refused else 200,
        found=found,
        question=question,
        policy=policy,
        me=me,
        may_answer=may_answer,
        verdict=found.verdict,
        said=fields.readable(question, found.values, me),
        affected=found.affected,
        may_be_affected=policy.can_be_affected(me, question)
        or (me.id is None and policy.takes_affected(question)),
        body=body,
        errors=errors or {},
        preview=preview,
        comment_policy=comment_policy,
        comments={place: found.comments.get(place, Under()) for place in places},
        typed={place: typed.get(f"comment:{place}", {}).get("body", "") for place in places},
        refused=refused,
        now=clock.now(),
        held=received.hold() if errors else [],
        files_max=limits.COUNT.value if may_answer else 0,
        size_max=limits.SIZE_MB.value if may_answer else 0,
        accept=ACCEPT,
        way=[
            (t.name_in(current_language()), Chosen(topic=t).address()) for t in topics.path(question.topic_id)
        ],
        tag_links=tag_links,
        other_lang=question.lang if question.lang != current_language() else None,
        lang_name=language_name(question.lang),
        topic_name=found.topic.name_in(current_language()),
    )


def _typed(question_id: int, places: Sequence[str]) -> dict[str, dict[str, str]]:
    """What the viewer wrote here and did not send yet. One query."""
    return drafts.found(viewer().id, [f"answer:{question_id}", *(f"comment:{place}" for place in places)])


@bp.post("/preview")
@signed_in
@only_reads
def preview() -> AnyResponse:
    """Markdown as it will look, for the editor's live preview (HTML fragment)."""
    rate_limits.spend_later(PREVIEW, viewer().id)
    return AnyResponse(markdown.render_post(text("body")), content_type="text/html; charset=utf-8")
