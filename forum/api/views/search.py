"""Search."""

from __future__ import annotations

from typing import Any

from forum.api import telling
from forum.api.schemas import asked, told
from forum.api.views import bp
from forum.core.access import public, viewer
from forum.core.errors import AskwellError
from forum.core.i18n import current_language
from forum.core.roles import is_staff
from forum.core.text import N_
from forum.search import finding, recording
from forum.search.finding import Found
from forum.search.views import QUERY_MAX


class Away(AskwellError):
    """The search engine can't answer now."""

    status = 503


@bp.get("/search")
@public
@bp.arguments(asked.SearchQuery, location="query")
@bp.response(200, told.Found)
@bp.alt_response(503, schema=told.Problem, description="Search is being mended; the pages go on.")
def search(sent: dict[str, Any]) -> dict[str, Any]:
    """Articles and questions in one ranking, as the search page shows them."""
    words = sent["q"][:QUERY_MAX].strip()
    explain = sent["explain"] and is_staff(viewer())
    if not words:
        return telling.found(Found(words, ""), False)
    found = finding.search(
        words,
        viewer(),
        current_language(),
        topic=sent.get("topic"),
        kind=sent.get("kind"),
        doc_lang=sent.get("lang"),
        page=sent["page"],
        limit=sent["limit"],
        explain=explain,
        exact=sent["exact"],
    )
    if not found.available:
        raise Away(N_("Search is not available right now. Please try again in a moment."))
    if sent["page"] == 1:
        shown = [item.document.document for item in found.items]
        recording.record(found.search_id, words, current_language(), found.total, shown)
    return telling.found(found, explain)
