"""Merge an article into another one."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import forms as core_forms
from forum.core import pages, rate_limits
from forum.core.access import moderators, viewer
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.text import N_
from forum.knowledge import actions, forms, policy, queries
from forum.knowledge.models import Article
from forum.knowledge.views import bp
from forum.search import finding

ALIKE = 6  # articles offered


@bp.get("/articles/<int:article_id>/merge")
@moderators
def merge(article_id: int) -> Response:
    """Which article takes this one's place; those that say nearly the same are offered."""
    return _page(_to_merge(article_id))


@bp.post("/articles/<int:article_id>/merge")
@moderators
def do_merge(article_id: int) -> Response:
    """Let the chosen one take its place."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    article = _to_merge(article_id)
    try:
        into = _chosen()
        actions.merge(
            article, into, me, core_forms.line("because"), phrasings=bool(core_forms.line("phrasings"))
        )
    except Conflict as error:
        return _page(article, {"into": str(_(str(error)))})
    except Invalid as error:
        return _page(article, forms.translated(error.errors))
    return pages.done(_("Merged: its address leads here now."), into.path)


def _to_merge(article_id: int) -> Article:
    article = queries.article(article_id, viewer())
    topic = queries.rules(article)
    ensure(policy.can_archive(viewer(), article, topic), policy.refusal(viewer(), topic))
    return article


def _chosen() -> Article:
    try:
        return queries.article(forms.article_number("into") or 0, viewer())
    except NotFound:
        raise Invalid(errors={"into": N_("Choose another article that is published.")}) from None


def _page(article: Article, errors: dict[str, str] | None = None) -> Response:
    found = finding.search(
        article.title, viewer(), article.lang, kind="article", doc_lang=article.lang, limit=ALIKE + 1
    )
    return pages.answer(
        "knowledge/merge.html",
        article=article,
        alike=[item.document for item in found.items if item.document.number != article.id][:ALIKE],
        errors=errors or {},
        typed={name: core_forms.line(name) for name in ("into", "because")},
        address=url_for(".merge", article_id=article.id),
        status=422 if errors else 200,
    )
