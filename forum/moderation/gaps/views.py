"""Pages of gaps: agents read, moderators act."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.forms import line
from forum.core.i18n import current_language
from forum.core.text import clean_line
from forum.flags import queries as flags
from forum.knowledge import queries as knowledge
from forum.moderation import policy, words
from forum.moderation.gaps import actions, queries
from forum.moderation.views import bp
from forum.search import finding

CHOICES = 6  # articles to choose from
PHRASINGS = 8  # wordings that a draft begins with


@bp.get("/moderation/gaps")
@agents
def gaps() -> Response:
    """What people search and do not find."""
    return _list("gaps/open", queries.gaps(viewer(), _page()))


@bp.get("/moderation/gaps/closed")
@agents
def closed_gaps() -> Response:
    """What was closed, and whether people find it since."""
    return _list("gaps/closed", queries.closed(viewer(), _page()), ends=words.gap_end)


@bp.get("/moderation/gaps/one")
@agents
def gap() -> Response:
    """One gap: its wordings, and what can be done about it."""
    found = queries.gap(viewer(), _normals(request.args.getlist("of")))
    sought = clean_line(request.args.get("q", ""))[:200] or found.words
    articles = finding.search(sought, viewer(), current_language(), kind="article", limit=CHOICES)
    return pages.answer(
        "moderation/gaps/one.html",
        gap=found,
        sought=sought,
        articles=articles,
        article_options=[(each.document.number, each.document.title) for each in articles.items],
        phrasings=list(dict.fromkeys(each.words for each in found.wordings))[1:PHRASINGS],
        colleagues=queries.colleagues(viewer()),
        full=policy.can_moderate(viewer()),
        ends=[(code, words.gap_end(code)) for code in policy.GAP_ENDS],
        days=queries.DAYS,
    )


@bp.post("/moderation/gaps/assignment")
@moderators
def assign_gap() -> Response:
    """Give it to a colleague."""
    me, normals = _acting()
    number = request.form.get("person", default=0, type=int)
    actions.assign(normals, number or None, me)
    return pages.done(_("Assigned.") if number else _("Nobody looks after it now."), _address(normals))


@bp.post("/moderation/gaps/closure")
@moderators
def close_gap() -> Response:
    """Say how it was filled."""
    me, normals = _acting()
    actions.close(normals, line("how"), me, line("note"))
    return pages.done(_("Closed. The list shows whether people find it since."), url_for(".closed_gaps"))


@bp.post("/moderation/gaps/phrasing")
@moderators
def fill_gap() -> Response:
    """Make the words a phrasing of an article."""
    me, normals = _acting()
    article = knowledge.article(request.form.get("article", default=0, type=int), me)
    actions.fill_with_phrasing(normals, article, line("words"), me)
    return pages.done(_("Added to the phrasings. The gap is closed."), url_for(".closed_gaps"))


def _acting() -> tuple[Any, list[str]]:
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    return viewer(), _normals(request.form.getlist("of"))


def _normals(given: list[str]) -> list[str]:
    return [clean_line(each)[:200] for each in given[: queries.TOGETHER_MAX]]


def _address(normals: list[str]) -> str:
    return url_for(".gap", of=normals)


def _page() -> int:
    return pagination.number(request.args.get("page"))


def _list(template: str, page: Any, **values: Any) -> Response:
    full = policy.can_moderate(viewer())
    return pages.answer(
        f"moderation/{template}.html",
        here="gaps",
        page=page,
        full=full,
        flagged=flags.open_count(),
        to_review=knowledge.in_review_count() if full else 0,
        days=queries.DAYS,
        pager_href=f"{url_for(str(request.endpoint))}?page=",
        **values,
    )
