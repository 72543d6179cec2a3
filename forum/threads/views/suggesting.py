"""Beside the ask form: what may answer the question, read in place, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import drafts, events, pages, panels, rate_limits, targets
from forum.core.access import only_reads, public, viewer
from forum.core.errors import Invalid, NotFound, SignInNeeded
from forum.core.forms import text
from forum.core.i18n import current_language
from forum.core.roles import is_staff
from forum.search import documents, finding, recording
from forum.search.documents import ReadPart, ShownDocument
from forum.search.finding import WHILE_ASKING, FoundItem
from forum.search.views import language_name
from forum.threads import actions, hints, queries, sparing
from forum.threads.hints import Hints
from forum.threads.views import received
from forum.threads.views.blueprint import bp
from forum.threads.views.received import SentQuestion
from forum.votes import actions as votes
from forum.votes import policy as votes_policy

NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the form. `read`: the one that is read in place, with its text; `tried`: just now, in vain."""

    found: tuple[FoundItem, ...] = ()
    hints: Hints = NO_HINTS
    read: str = ""
    parts: tuple[ReadPart, ...] = ()
    tried: ShownDocument | None = None
    explained: bool = False

    def __bool__(self) -> bool:
        return bool(self.found or self.hints)


@bp.route("/ask/suggestions", methods=["GET", "POST"])
@public
@only_reads
def ask_suggestions() -> AnyResponse:
    """What may answer the question being written; GET for links and scripts without a form. `read`: opened in place."""
    rate_limits.spend_later(rate_limits.SUGGEST, viewer().id or rate_limits.here())
    sent = received.question()
    if request.method == "GET":
        sent.title, sent.body = request.args.get("title", ""), request.args.get("body", "")
    beside = look(sent, request.form.get("read", ""))
    return _fragment(sent, beside) if request.method == "GET" else show(sent, beside)


@bp.post("/ask/suggestions/verdict")
@public
def suggestion_verdict() -> AnyResponse:
    """One of them solved it, or was tried and did not help (then the next one comes), or is the same trouble."""
    rate_limits.spend_as(rate_limits.VOTE, viewer())
    sent = received.question()
    said, _space, document = request.form.get("verdict", "").partition(" ")
    about = _shown(document)
    if said == "solved":
        return _solved(sent, about)
    if said == "too":
        return _me_too(sent, about)
    if said not in ("rejected", "why"):
        raise NotFound()
    why = text("why").strip()[: votes_policy.NOTE_MAX_CHARS] if said == "why" else ""
    if said == "rejected" and document not in sent.rejected:
        sent.rejected.append(document)
        tell_rejected(about, sent)
    _judge(about, helped=False, note=why)
    return show(sent, look(sent, tried=about, explained=said == "why"))


@bp.get("/ask/solved")
@public
def solved() -> AnyResponse:
    """Thanks: something that was here already solved it, and nothing was posted."""
    return pages.answer("threads/solved.html", document=_shown(request.args.get("by", "")))


def look(
    sent: SentQuestion, read: str = "", tried: ShownDocument | None = None, explained: bool = False
) -> Beside:
    """What fits what is written so far; nothing for those of the share that is spared suggestions."""
    sent.suggested = sent.suggested or recording.new_search_id()
    lang = current_language()
    similar = finding.for_asking(
        sent.title, sent.body, viewer(), lang, sent.suggested, without=sent.rejected, limit=hints.LOOKED_AT
    )
    hint = hints.of(similar, viewer(), sent.topic, sent.tag_names(), f"{sent.title} {sent.body}")
    spared = sparing.spared()
    if similar:
        events.emit("asking.suggested", story=sent.suggested, withheld=spared)
    if spared:
        return Beside(hints=hint)
    found = tuple(similar[:WHILE_ASKING])
    if found:
        shown = [item.document.document for item in found]
        recording.record(sent.suggested, sent.title or sent.body, lang, len(found), shown, asking=True)
    parts = _read(sent, read) if any(item.document.document == read for item in found) else ()
    return Beside(found, hint, read if parts else "", parts, tried, explained)


def _read(sent: SentQuestion, document: str) -> tuple[ReadPart, ...]:
    parts = tuple(documents.read(document, viewer()))
    if parts:
        recording.read_in_place(document, sent.suggested)
        events.emit("suggestion.read", story=sent.suggested, document=document)
    return parts


def show(sent: SentQuestion, beside: Beside) -> AnyResponse:
    """The fragment for the script; for whoever has none the page between form and posting, or the form again."""
    if pages.wants_block():
        return _fragment(sent, beside)
    known = panels.show("suggesting", title=sent.title, body=sent.body, topic=sent.topic)
    if beside or beside.tried or known:
        return pages.answer(
            "threads/suggestions.html",
            sent=sent,
            beside=beside,
            what=_what,
            language_name=language_name,
            **_who(),
        )
    from forum.threads.views.asking import form

    flash(_("No suggestions this time.") if sparing.spared() else _("Nothing here answers it yet."), "info")
    return form(sent)


def _fragment(sent: SentQuestion, beside: Beside) -> AnyResponse:
    return pages.answer(
        "threads/_suggestions.html",
        sent=sent,
        beside=beside,
        what=_what,
        language_name=language_name,
        form_id="ask",
    )


def _who() -> dict[str, Any]:
    return {"is_guest": viewer().id is None, "form_id": "ask"}


def _what(item: FoundItem) -> str:
    """What the reader can say of this one: "open", that she has the same trouble (guests sign in first); "own", nothing;
    "text", that it solved it."""
    document = item.document
    if document.kind != "question" or document.solved:
        return "text"
    return "own" if document.author_id == viewer().id else "open"


def _shown(document: str) -> ShownDocument:
    """The document that a press is about. Raises `NotFound`."""
    found = documents.show([document], viewer()) if documents.names_one(document) else {}
    if document not in found:
        raise NotFound()
    return found[document]


def _solved(sent: SentQuestion, about: ShownDocument) -> AnyResponse:
    """She needs to ask no more: the document helped, her searches ended there, her draft goes."""
    me = viewer()
    _judge(about, helped=True)
    if not is_staff(me):
        for search_id in dict.fromkeys((sent.suggested, sent.search_id)):
            recording.outcome(search_id, "helped", about.document)
    events.emit("suggestion.solved", story=sent.suggested, document=about.document)
    _drop_draft()
    return redirect(url_for(".solved", by=about.document), 303)


def _me_too(sent: SentQuestion, about: ShownDocument) -> AnyResponse:
    """In place of the same question a second time."""
    if viewer().id is None:
        raise SignInNeeded()
    if about.kind != "question":
        raise NotFound()
    question = queries.question(about.number, viewer())
    actions.me_too(question, by=received.me())
    for search_id in dict.fromkeys((sent.suggested, sent.search_id)):
        recording.outcome(search_id, "asked", about.document)
    events.emit("asking.joined", story=sent.suggested, question_id=question.id)
    _drop_draft()
    return pages.done(_("You are counted, and told when somebody answers."), question.path)


def _drop_draft() -> None:
    if viewer().id is not None:
        drafts.drop(received.me().id, "ask")


def _judge(about: ShownDocument, helped: bool, note: str = "") -> None:
    """Her verdict on what can be judged: articles and solutions that others wrote."""
    if about.kind == "question" and not about.solved:
        return
    target = targets.parse(about.document)
    shown = targets.show(target, viewer())
    if not votes_policy.can_give_verdict(viewer(), shown):
        return
    try:
        votes.give_verdict(target, viewer(), recording.visitor(), helped, note=note)
    except Invalid:  # of a kind that takes no verdicts
        return


def tell_rejected(about: ShownDocument, sent: SentQuestion, question_id: int | None = None) -> None:
    """Whoever keeps her trail learns that it was tried and did not help; with her question once it is posted."""
    events.emit(
        "suggestion.rejected",
        person_id=viewer().id,
        document=about.document,
        title=about.title,
        question_id=question_id,
        story=sent.suggested,
    )


def rejected_ones(sent: SentQuestion) -> list[ShownDocument]:
    """Those that her form says were tried, as far as she may see them."""
    return list(documents.show(sent.rejected, viewer()).values())
