"""The result page and the suggestions while typing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from babel import Locale, UnknownLocaleError
from flask import Blueprint, jsonify, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.config import LANGUAGES
from forum.core import guest_pages, pages, pagination, rate_limits
from forum.core.access import public, viewer
from forum.core.i18n import current_language
from forum.core.roles import is_staff
from forum.core.text import clean_line
from forum.search import documents, finding, keeping, recording
from forum.search.finding import Found, FoundItem

QUERY_MAX = 300  # characters of a search; more is a paste, and the start of it says enough
KINDS = ("article", "question")
NEAR_MISSES = 3  # shown where nothing was found: more would look as if something was

bp = Blueprint("search", __name__)


@bp.get("/search")
@public
@guest_pages.may_keep_while(keeping.HOW)
def results() -> AnyResponse:
    """Articles and questions in one ranking."""
    words = clean_line(request.args.get("q", ""))[:QUERY_MAX].strip()
    if not words:
        return pages.answer("search/start.html", block="main")
    rate_limits.spend_later(rate_limits.SEARCH, viewer().id or rate_limits.here())
    explain = request.args.get("explain") == "1" and is_staff(viewer())
    page = pagination.number(request.args.get("page"))
    goes_on = page > 1 or "list" in request.args
    came = recording.came_from(request.args.get("s")) if goes_on else None
    found = finding.search(
        words,
        viewer(),
        current_language(),
        topic=request.args.get("topic") or None,
        kind=request.args.get("kind") or None,
        doc_lang=request.args.get("lang") or None,
        page=page,
        explain=explain,
        search_id=came.search_id if came else None,
        exact=request.args.get("exact") == "1",
        together=not explain,
        list_name=request.args.get("list"),
    )
    shown = [item.document.document for item in found.items]
    if found.available and not goes_on:
        total = found.total if found.confident else 0  # near misses are nothing found
        recording.record(found.search_id, words, current_language(), total, shown)
        keeping.remember(found, words, current_language(), total, shown)
    elif came:
        recording.shown_more(came, (page - 1) * found.per_page, shown)
    return pages.answer(
        "search/results.html",
        block="main",
        found=found,
        filters=_filters(found),
        pager_href=_with(s=found.search_id, list=found.list_name or None, page="") if found.available else "",
        explain=explain,
        why_href=_with(explain=None if explain else "1") if is_staff(viewer()) else None,
        ask_href=url_for("threads.ask", q=words, s=found.search_id),
        meant_href=_with(q=found.did_you_mean, exact=None) if found.did_you_mean else None,
        exact_href=_with(exact="1"),
        unfiltered_href=url_for("search.results", q=words) if _chosen() else None,
        unknown_words=", ".join(f"“{word}”" for word in found.unknown),
        also=_also,
        translations=_translations,
        near_misses=NEAR_MISSES,
        language_name=language_name,
    )


def _also(item: FoundItem) -> list[tuple[str, str, str, bool, str | None]]:
    """What says the same as a result, for its entry; without its translations."""
    mine = current_language()
    return [
        (other.kind, url, other.title, other.solved, other.lang if other.lang != mine else None)
        for other, url in item.also
        if not other.translates(item.document)
    ]


def _translations(item: FoundItem) -> list[tuple[str, str]]:
    """The same result in other languages: (address, language)."""
    return [(url, other.lang) for other, url in item.also if other.translates(item.document)]


@bp.get("/search/suggest")
@public
def suggest() -> AnyResponse:
    """Searches of others and documents that go on as typed: JSON, or a fragment for the search box."""
    words = clean_line(request.args.get("q", ""))[:QUERY_MAX].strip()
    rate_limits.spend_later(rate_limits.SUGGEST, viewer().id or rate_limits.here())
    suggested = finding.while_typing(words, current_language(), viewer())
    if (
        pages.wants_block()
        or request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
    ):
        items: list[dict[str, Any]] = [
            {
                "href": url_for("search.results", q=each.words),
                "title": list(each.pieces),
                "kind": "search",
                "lang": each.lang if each.lang != current_language() else None,
            }
            for each in suggested.searches
        ]
        items += [
            {
                "href": each.document.url,
                "title": list(each.pieces),
                "kind": each.document.kind,
                "solved": each.document.solved,
                "lang": each.document.lang if each.document.lang != current_language() else None,
            }
            for each in suggested.documents
        ]
        response: Any = AnyResponse(
            render_template("search/suggestions.html", items=items), content_type="text/html; charset=utf-8"
        )
    else:
        response = jsonify(
            {
                "query": words,
                "suggestions": [
                    {
                        "id": each.document.document,
                        "kind": each.document.kind,
                        "title": each.document.title,
                        "url": each.document.url,
                        "lang": each.document.lang,
                        "solved": each.document.solved,
                    }
                    for each in suggested.documents
                ],
                "searches": [
                    {"words": each.words, "url": url_for("search.results", q=each.words), "lang": each.lang}
                    for each in suggested.searches
                ],
            }
        )
    response.vary.update(("Accept", "HX-Request"))
    return response  # type: ignore[no-any-return]


def language_name(code: str) -> str:
    """A language in its own words, or in the reader's when the site does not speak it."""
    if code in LANGUAGES:
        return LANGUAGES[code]
    try:
        return Locale.parse(code).get_display_name(get_locale()) or code
    except (ValueError, UnknownLocaleError):
        return _("other languages") if code == "und" else code


_SAFE = "!$'()*,/:;?@"  # characters that an address may show as they are
Filter = list[tuple[str, str, bool, int | None]]


def _chosen() -> dict[str, str]:
    return {name: request.args[name] for name in ("topic", "kind", "lang") if request.args.get(name)}


def _with(**changes: str | None) -> str:
    """The address of this page with some parameters changed; None takes one away."""
    kept = {
        name: value
        for name, value in request.args.items()
        if name in ("q", "topic", "kind", "lang", "exact", "explain")
    }
    wanted = {name: value for name, value in {**kept, **changes}.items() if value is not None}
    last = {"page": wanted.pop("page")} if "page" in wanted else {}
    # As `url_for` would write it, which for each of some twenty links would take longer than all else here.
    address = f"{request.script_root}/search?{urlencode(wanted, safe=_SAFE)}"
    return f"{address}&page={last['page']}" if last else address


def _filters(found: Found) -> dict[str, Filter]:
    """Links with counts for (words, address, chosen, how many): of kinds, topics and languages."""
    kinds = {"article": _("Articles"), "question": _("Questions")}
    topics = documents.topic_names(current_language())
    return {
        "kind": _links("kind", found, [(kind, kinds[kind]) for kind in KINDS]),
        "topic": _links("topic", found, list(topics.items())),
        "lang": _links("lang", found, [(code, language_name(code)) for code in found.counts.get("lang", {})]),
    }


def _links(name: str, found: Found, names: list[tuple[str, str]]) -> Filter:
    counts = found.counts.get(name, {})
    chosen = request.args.get(name) or None
    known = dict(names)
    values = [value for value, _words in names if counts.get(value) or value == chosen]
    values += [value for value in counts if value not in known]
    if name != "kind":
        values.sort(key=lambda value: -counts.get(value, 0))
    links: Filter = [(_("All"), _with(**{name: None}), chosen is None, sum(counts.values()))]
    links += [
        (known.get(value, value), _with(**{name: value}), value == chosen, counts.get(value, 0))
        for value in values
    ]
    return links
