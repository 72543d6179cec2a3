"""Why is this first? Each factor of each result, and two of them side by side."""

from __future__ import annotations

from flask import request
from werkzeug.wrappers import Response

from forum.core import rate_limits
from forum.core.access import agents, viewer
from forum.core.i18n import current_language
from forum.core.text import clean_line
from forum.moderation.tuning import bars, forms, saying
from forum.moderation.tuning.views import parts
from forum.moderation.views import bp
from forum.search import finding
from forum.search.finding import Found, FoundItem

SHOWN = 10
WORDS_MAX = 300


@bp.get("/moderation/why")
@agents
def why() -> Response:
    """The first results of some words with their factors; `first` and `second` name the two that are compared."""
    words = clean_line(request.args.get("q", ""))[:WORDS_MAX]
    found = None
    if words:
        rate_limits.spend_later(rate_limits.SEARCH, viewer().id)
        found = finding.search(words, viewer(), current_language(), explain=True, limit=SHOWN)
    chosen = _two(found)
    return parts.page(
        "why",
        "why",
        words=words,
        found=found,
        bars=bars,
        longest=bars.most(item for item in (found.items if found else ()) if item.result.why),
        chosen=chosen,
        verdict=saying.verdict(*chosen) if chosen else None,
        options=[
            (item.document.document, f"{place}. {item.document.title}")
            for place, item in enumerate(found.items if found else (), 1)
        ],
    )


def _two(found: Found | None) -> tuple[FoundItem, FoundItem] | None:
    """The chosen results, the higher one first; who chose none or one gets the best ones beside it."""
    items = [item for item in found.items if item.result.why] if found else []
    wanted = {forms.document(request.args.get(name, "")) for name in ("first", "second")}
    chosen = [item for item in items if item.document.document in wanted]
    chosen += [item for item in items if item not in chosen]
    pair = sorted(chosen[:2], key=items.index)
    return (pair[0], pair[1]) if len(pair) == 2 else None
