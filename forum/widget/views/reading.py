"""Searching and reading in the frame. It shows what guests may read, whoever looks: the page around it is not ours."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import rate_limits
from forum.core.access import public
from forum.core.errors import NotFound
from forum.core.i18n import current_language
from forum.core.roles import GUEST
from forum.core.text import clean_line
from forum.flags import queries as flags
from forum.knowledge import queries as knowledge
from forum.search import documents, finding, recording
from forum.search.documents import ShownDocument
from forum.search.finding import FoundItem
from forum.search.views import QUERY_MAX, language_name
from forum.widget import place
from forum.widget.queries import SOURCE
from forum.widget.views.blueprint import bp, show

RESULTS = 6  # what fits a small frame; the others are one press away
NEEDED = 5


@bp.get("")
@public
def start() -> Response:
    """What most people need, or the results of `q`; `s` comes back to results that were shown before."""
    words = _words()
    if words:
        return _results(words)
    lang, default = current_language(), next(iter(LANGUAGES))
    needed = knowledge.most_needed(lang, NEEDED)
    if not needed and lang != default:
        needed = knowledge.most_needed(default, NEEDED)
    return show("widget/start.html", needed=[entry for entry in needed if not entry.unsafe])


@bp.get("/suggest")
@public
def suggest() -> Response:
    """Searches and documents that go on as typed: a fragment for the search box."""
    rate_limits.spend_later(rate_limits.SUGGEST, rate_limits.here())
    lang = current_language()
    suggested = finding.while_typing(_words(), lang, GUEST)
    items: list[dict[str, Any]] = [
        {
            "href": place.address(".start", q=each.words),
            "title": list(each.pieces),
            "kind": "search",
            "lang": each.lang if each.lang != lang else None,
        }
        for each in suggested.searches
    ]
    items += [
        {
            "href": place.address(".read", document=each.document.document),
            "title": list(each.pieces),
            "kind": each.document.kind,
            "solved": each.document.solved,
            "lang": each.document.lang if each.document.lang != lang else None,
        }
        for each in suggested.documents
    ]
    fragment = render_template("search/suggestions.html", items=items)
    return Response(fragment, content_type="text/html; charset=utf-8")


@bp.get("/read/<document>")
@public
def read(document: str) -> Response:
    """One answer, in place; `q` and `s` lead back to where it was found."""
    about = shown(document)
    parts = documents.read(document, GUEST)
    if not parts:
        raise NotFound()
    came = recording.came_from(request.args.get("s"))
    return show(
        "widget/read.html",
        about=about,
        parts=parts,
        review=flags.review_of(flags.open_on(document, GUEST)[document]),
        judged=about.kind == "article" or about.solved,
        words=_words(),
        search_id=came.search_id if came else None,
        came=request.args.get("s") if came else None,
        language_name=language_name,
    )


def _results(words: str) -> Response:
    rate_limits.spend_later(rate_limits.SEARCH, rate_limits.here())
    lang, came = current_language(), recording.came_from(request.args.get("s"))
    found = finding.search(
        words, GUEST, lang, limit=RESULTS, search_id=came.search_id if came else None, together=True
    )
    if found.available and came is None:
        ids = [item.document.document for item in found.items]
        total = found.total if found.confident else 0
        recording.record(found.search_id, words, lang, total, ids, source=SOURCE)
    return show(
        "widget/results.html",
        found=found,
        read_at=_read_at(words),
        more=url_for("search.results", q=words) if found.total > len(found.items) else None,
        language_name=language_name,
    )


def _read_at(words: str) -> Any:
    def address(item: FoundItem) -> str:
        came = item.url.rpartition("s=")[2]  # "<search>-<place>", as `finding` wrote it
        return place.address(".read", document=item.document.document, q=words, s=came)

    return address


def shown(document: str) -> ShownDocument:
    """What everybody may read. Raises `NotFound`."""
    found = documents.show([document], GUEST) if documents.names_one(document) else {}
    if document not in found:
        raise NotFound()
    return found[document]


def _words() -> str:
    return clean_line(request.args.get("q", ""))[:QUERY_MAX].strip()
