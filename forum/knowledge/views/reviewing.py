"""Hand in, approve, send back, publish now or at a moment, lay aside: nouns of one revision.

Every agent reaches these doors; who may do what behind them, the topic says (`policy`).
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, pages, rate_limits
from forum.core import forms as core_forms
from forum.core.access import agents, viewer
from forum.core.errors import Invalid
from forum.knowledge import actions, forms, policy, queries
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
@agents
def approve(article_id: int, number: int) -> Response:
    """Say that it is right, without publishing it yet."""
    me, _article, revision = _found(article_id, number)
    actions.approve(revision, me, core_forms.line("because"))
    return pages.done(_("Approved."), _revision_url(revision))


@bp.post("/articles/<int:article_id>/revisions/<int:number>/publication")
@agents
def publish(article_id: int, number: int) -> Response:
    """Approve and publish in one step."""
    me, article, revision = _found(article_id, number)
    topic = queries.rules(article)
    if topic.steps < 3 and policy.can_review(me, revision, topic):
        actions.approve(revision, me, core_forms.line("because"))
    actions.publish(revision, me, mends=not request.form.get("keeps_flags"))
    return pages.done(_("Published. Readers see it now."), article.path)


@bp.post("/articles/<int:article_id>/revisions/<int:number>/schedule")
@agents
def schedule(article_id: int, number: int) -> Response:
    """Approve it and let the clock publish it."""
    me, article, revision = _found(article_id, number)
    try:
        actions.schedule(revision, me, forms.moment("publish_at") or clock.now())
    except Invalid as error:
        return review_page(article, revision, error.errors)
    return pages.done(_("Approved. It is published at the moment you chose."), _revision_url(revision))


@bp.post("/articles/<int:article_id>/revisions/<int:number>/schedule/end")
@agents
def unschedule(article_id: int, number: int) -> Response:
    """Leave it approved, without a moment."""
    me, _article, revision = _found(article_id, number)
    actions.unschedule(revision, me)
    return pages.done(_("It is not published by itself any more."), _revision_url(revision))


@bp.post("/articles/<int:article_id>/revisions/<int:number>/rejection")
@agents
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
