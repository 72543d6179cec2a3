"""What comes after an answer, or after none: "did it help?", then asking in place.

A guest's words wait in the form that any page of ours would have kept them in, until the link in her mail is pressed:
the question is posted there, by the same views, with the same limits.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions as accounts
from forum.core import forms, rate_limits, targets
from forum.core.access import public, viewer
from forum.core.errors import Invalid
from forum.core.forms import line, text
from forum.core.i18n import current_language
from forum.core.roles import is_staff
from forum.search import recording
from forum.search.documents import ShownDocument
from forum.search.views import QUERY_MAX
from forum.threads.forms import TITLE_MAX_CHARS, check_question
from forum.threads.views.received import topic_options
from forum.topics import queries as topics
from forum.votes import actions as votes
from forum.votes import follow_up
from forum.votes import policy as votes_policy
from forum.widget import place
from forum.widget.views.blueprint import bp, show, shows_again
from forum.widget.views.reading import shown

Fields = list[list[str]]  # [name, value] pairs of a form


@bp.post("/verdicts")
@public
def verdict() -> Response:
    """Say whether it helped. On a site close to ours she may be signed in: then it is her word, as on our pages."""
    me = viewer()
    rate_limits.spend_as(rate_limits.VOTE, me)
    about, helped = shown(line("document")), request.form.get("helped") == "1"
    votes.give_verdict(targets.parse(about.document), me, recording.visitor(), helped)
    satisfied = about.document if helped and not is_staff(me) else ""
    recording.outcome(line("s"), "helped" if helped else "not_helped", satisfied)
    return show("widget/helped.html", about=about) if helped else _form(about, {}, {})


@bp.get("/ask")
@public
def ask() -> Response:
    """The form, with the words of the search in it."""
    return _form(None, {"title": request.args.get("q", "")[:TITLE_MAX_CHARS]}, {})


@bp.post("/ask")
@public
def send() -> Response:
    """Keep the words, and send the link that posts them."""
    about = shown(line("document")) if line("document") else None
    errors = _wrong(about)
    if errors:
        return _form(about, request.form, errors)
    rate_limits.spend_as(rate_limits.ASK, viewer(), form=line("form_key"))
    path, fields = _of_article(about) if about else _of_question()
    key = forms.keep_for(path, fields)
    try:
        if key is None:
            raise Invalid(_("This question is too long to be kept."))
        accounts.link_to_post(line("email"), key, current_language())
    except Invalid as error:
        found = {name: _(sentence) for name, sentence in error.errors.items()}
        return _form(about, request.form, found or {"note" if about else "body": error.message})
    recording.outcome(line("s"), "asked")
    return redirect(place.address(".sent"), 303)


@bp.get("/sent")
@public
def sent() -> Response:
    """Her words wait for the link in the mail."""
    return show("widget/sent.html")


def _wrong(about: ShownDocument | None) -> dict[str, str]:
    if about is None:
        slugs = {topic.slug for topic in topics.all()}
        found = check_question(line("title"), text("body").strip(), [], line("topic") in slugs)
        errors = {name: _(sentence) for name, sentence in found.items()}
    else:
        errors = {} if text("note").strip() else {"note": _("Say in a sentence what you need to know.")}
    if not line("email"):
        errors["email"] = _("We need an address to send you the link that posts your question.")
    return errors


def _of_article(about: ShownDocument) -> tuple[str, Fields]:
    """The form below the text that did not help: to the community, or to a person of the company."""
    then = line("then") if line("then") in follow_up.steps() else "question"
    said = {"target": about.document, "helped": "0", "then": then, "note": _with_page(text("note").strip())}
    return url_for("votes.verdict"), _pairs(said)


def _of_question() -> tuple[str, Fields]:
    """The ask form."""
    said = {"title": line("title"), "body": _with_page(text("body").strip()), "topic": line("topic")}
    return url_for("threads.post_question"), _pairs({**said, "lang": current_language()})


def _pairs(said: dict[str, str]) -> Fields:
    common = {"email": line("email"), "form_key": line("form_key")}
    came = recording.came_from(line("s"))
    if came:
        common["s"] = came.search_id
    return [[name, value] for name, value in {**said, **common}.items()]


def _with_page(said: str) -> str:
    """Where she was, if she ticked that we may know. Not a link: those of newcomers are looked at twice."""
    page = place.page_around(line("around")) if request.form.get("with_page") else ""
    return f"{said}\n\n{_('I was on this page:')} `{page}`" if page else said


def _again(sentence: str, status: int) -> Response:
    """The form as it was sent, when the page had been open for too long, or too much was asked."""
    about = shown(line("document")) if line("document") else None
    return _form(about, request.form, {"note" if about else "body": sentence}, status)


shows_again("widget.send", _again)


def _form(
    about: ShownDocument | None, said: Mapping[str, str], errors: dict[str, str], status: int = 422
) -> Response:
    """`status` is that of a form with errors."""
    words = (line("q") or request.args.get("q", ""))[:QUERY_MAX]
    came = recording.came_from(line("s") or request.args.get("s"))
    search_id = came.search_id if came else ""
    return show(
        "widget/ask.html",
        status=status if errors else 200,
        about=about,
        said=said,
        errors=errors,
        words=words,
        search_id=search_id,
        topics=[] if about else topic_options(),
        steps=follow_up.steps() if about else {},
        note_max=votes_policy.NOTE_MAX_CHARS,
        title_max=TITLE_MAX_CHARS,
        is_guest=viewer().id is None,
        ask_page=url_for("threads.ask", q=words or None, s=search_id or None),
        back=place.address(".start", q=words, s=search_id),
    )
