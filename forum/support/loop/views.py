"""The page behind the two buttons of a mail: no signing in, and nothing happens before its own button is pressed."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import forms, markdown, pages, rate_limits
from forum.core.access import public
from forum.core.errors import Invalid, NotFound
from forum.support.loop import actions, links, queries
from forum.support.satisfaction import asking
from forum.support.views import NOTE_MAX, bp
from forum.threads.models import Answer

EXCERPT_CHARS = 240


@bp.get("/answered/<secret>/<any(solved, stuck):said>")
@public
def loop_confirm(secret: str, said: str) -> Response:
    """What is about to be said, for one more press. Mail scanners that open it change nothing."""
    rate_limits.spend_later(rate_limits.SUGGEST, f"loop {rate_limits.here()}")
    return _page(secret, said)


@bp.post("/answered/<secret>/<any(solved, stuck):said>")
@public
def loop_say(secret: str, said: str) -> Response:
    """It solved it, or it did not."""
    rate_limits.spend(rate_limits.WRITE, f"loop {rate_limits.here()}")
    words = forms.text("missing").strip()
    if len(words) > NOTE_MAX:
        sentence = _("Write a note of at most %(max)s characters.", max=NOTE_MAX)
        return _page(secret, said, {"missing": sentence})
    try:
        asked = links.use(secret)
    except NotFound:
        return _over()
    if said == "stuck":
        actions.still_stuck(asked.question, by=asked.person, words=words)
        return pages.done(_("We are on it again."), asked.question.path)
    actions.solved(asked.question, _chosen(asked), by=asked.person)
    mark = asking.address_after(asked.question, asked.person)
    if mark is not None:
        return redirect(mark, 303)
    return pages.done(_("Thank you. We are glad that it works."), asked.question.path)


def _chosen(asked: links.Asked) -> Answer | None:
    answers = queries.answers_of_others(asked.question)
    if not answers:
        return None
    wanted = request.form.get("answer", type=int)
    for answer in answers:
        if answer.id == wanted:
            return answer
    raise Invalid(_("Say which answer solved it."))


def _page(secret: str, said: str, errors: dict[str, str] | None = None) -> Response:
    try:
        asked = links.find(secret)
    except NotFound:
        return _over()
    answers = queries.answers_of_others(asked.question)
    names = queries.names_of(answers)
    known = {a.id for a in answers}
    return pages.answer(
        "support/loop/confirm.html",
        status=422 if errors else 200,
        secret=secret,
        said=said,
        question=asked.question,
        answers=[queries.Choice(a.id, names[a.author_id], _first_words(a), a.staff) for a in answers],
        chosen=asked.answer_id if asked.answer_id in known else (answers[-1].id if answers else None),
        errors=errors or {},
        missing=request.form.get("missing", ""),
    )


def _over() -> Response:
    return pages.answer("support/loop/over.html", status=404, back=url_for("threads.mine"))


def _first_words(answer: Answer) -> str:
    words = " ".join(markdown.plain(answer.body_html).split())
    return words if len(words) <= EXCERPT_CHARS else words[:EXCERPT_CHARS].rsplit(" ", 1)[0] + "…"
