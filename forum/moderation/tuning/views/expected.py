"""The site's own regression set: agents read it, moderators curate it."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import pages, pagination, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.core.i18n import current_language
from forum.moderation.tuning import actions, queries
from forum.moderation.tuning.views import parts
from forum.moderation.views import bp


@bp.get("/moderation/searches")
@agents
def expected_searches() -> Response:
    """All of them, and a form for a new one."""
    asked = {"words": request.args.get("words", "")[:200], "document": request.args.get("document", "")[:300]}
    return _all({**asked, "lang": request.args.get("lang", current_language())})


@bp.post("/moderation/searches")
@moderators
def expect_search() -> Response:
    """A new one, by hand."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    try:
        actions.expect(line("words"), line("lang"), line("document"), viewer())
    except Invalid as error:
        return _all(_written(), parts.said(error))
    return pages.done(_("Added. The next trial asks it."), url_for(".expected_searches"))


@bp.get("/moderation/searches/<int:number>")
@agents
def expected_search(number: int) -> Response:
    """One, to change it."""
    found = queries.expected_one(number, viewer())
    row = found.row
    return _one(found, {"words": row.words, "lang": row.lang, "document": row.document})


@bp.post("/moderation/searches/<int:number>")
@moderators
def correct_search(number: int) -> Response:
    """Other words, or another document."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    found = queries.expected_one(number, viewer())
    try:
        actions.correct(found.row, line("words"), line("lang"), line("document"), viewer())
    except Invalid as error:
        return _one(found, _written(), parts.said(error))
    return pages.done(_("Saved. The next trial asks it."), url_for(".expected_searches"))


@bp.post("/moderation/searches/<int:number>/confirmation")
@moderators
def confirm_search(number: int) -> Response:
    """Somebody looked at it, and it is right."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    actions.confirm(queries.expected_one(number, viewer()).row, viewer())
    return pages.done(_("Confirmed."), url_for(".expected_searches"))


@bp.post("/moderation/searches/<int:number>/removal")
@moderators
def remove_search(number: int) -> Response:
    """It is asked no more."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    actions.remove(queries.expected_one(number, viewer()).row, viewer())
    return pages.done(_("Removed. It does not come back by itself."), url_for(".expected_searches"))


def _written() -> dict[str, str]:
    return {name: line(name) for name in ("words", "lang", "document")}


def _one(
    found: queries.ExpectedRow, written: dict[str, str], errors: dict[str, str] | None = None
) -> Response:
    return parts.page(
        "expected", "expected_one", errors, found=found, written=written, languages=list(LANGUAGES.items())
    )


def _all(written: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    show = "new" if request.args.get("show") == "new" else ""
    return parts.page(
        "expected",
        "expected",
        errors,
        page=queries.expected(viewer(), pagination.number(request.args.get("page")), show),
        show=show,
        written=written,
        languages=list(LANGUAGES.items()),
        pager_href=url_for(".expected_searches", show=show or None, page="").rstrip("=") + "=",
    )
