"""Hand in, approve, send back, publish, lay aside: nouns of one revision."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import forms as core_forms
from forum.core import pages, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid
from forum.knowledge import actions, queries
from forum.knowledge.models import Article, Revision
from forum.knowledge.views import bp
from forum.knowledge.views.revisions import review_page


@bp.post("/articles/<int:article_id>/revisions/<int:number>/submission")
@agents
def submit(article_id: int, number: int) -> Response:
    """Ask for a review."""
    me, article, revision = _found(article_id, number)
    actions.submit(revision, me)
    return pages.done(_("Handed in. A moderator will look at it."), article.path)


@bp.post("/articles/<int:article_id>/revisions/<int:number>/approval")
@moderators
def approve(article_id: int, number: int) -> Response:
    """Say that it is right, without publishing it yet."""
    me, _article, revision = _found(article_id, number)
    actions.approve(revision, me, core_forms.line("because"))
    return pages.done(_("Approved."), _revision_url(revision))


@bp.post("/articles/<int:article_id>/revisions/<int:number>/publication")
@moderators
def publish(article_id: int, number: int) -> Response:
    """Approve and publish in one step."""
    me, article, revision = _found(article_id, number)
    if revision.state == "in_review":
        actions.approve(revision, me, core_forms.line("because"))
    actions.publish(revision, me, mends=not request.form.get("keeps_flags"))
    return pages.done(_("Published. Readers see it now."), article.path)


@bp.post("/articles/<int:article_id>/revisions/<int:number>/rejection")
@moderators
def send_back(article_id: int, number: int) -> Response:
    """Send it back to its author with a reason."""
    me, article, revision = _found(article_id, number)
    try:
        actions.reject(revision, me, core_forms.line("because"))
    except Invalid as error:
        return review_page(article, revision, error.errors)
    return pages.done(_("Sent back. The author is told why."), _revision_url(revision))


@bp.post("/articles/<int:article_id>/revisions/<int:number>/discard")
@agents
def discard(article_id: int, number: int) -> Response:
    """Lay it aside."""
    me, article, revision = _found(article_id, number)
    actions.discard(revision, me)
    return pages.done(_("Laid aside. It stays in the history."), _history_url(article))


def _found(article_id: int, number: int) -> tuple[Any, Article, Revision]:
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    article = queries.article(article_id, me)
    return me, article, queries.revision(article_id, number, me)


def _revision_url(revision: Revision) -> str:
    return url_for(".revision", article_id=revision.article_id, number=revision.number)


def _history_url(article: Article) -> str:
    return url_for(".history", article_id=article.id, slug=article.slug)
