"""Pin, archive, bring back, add a phrasing."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import forms as core_forms
from forum.core import pages, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from forum.knowledge.views import bp


@bp.post("/articles/<int:article_id>/pin")
@moderators
def pin(article_id: int) -> Response:
    """Put it on top of its topic."""
    me, article = _found(article_id)
    until = core_forms.line("until")
    try:
        actions.pin(article, me, date.fromisoformat(until) if until else None)
    except (Invalid, ValueError):
        flash(_("Not pinned: choose a day to come."), "error")
        return redirect(article.path, 303)
    return pages.done(_("Pinned: it stands on top of its topic."), article.path)


@bp.post("/articles/<int:article_id>/unpin")
@moderators
def unpin(article_id: int) -> Response:
    """Let readers decide where it stands."""
    me, article = _found(article_id)
    actions.unpin(article, me)
    return pages.done(_("Not pinned any more."), article.path)


@bp.post("/articles/<int:article_id>/archive")
@moderators
def archive(article_id: int) -> Response:
    """Take it out of public sight."""
    me, article = _found(article_id)
    actions.archive(article, me, core_forms.line("because"))
    return pages.done(_("Archived. Only people of the company see it."), article.path)


@bp.post("/articles/<int:article_id>/return")
@moderators
def unarchive(article_id: int) -> Response:
    """Bring it back."""
    me, article = _found(article_id)
    actions.unarchive(article, me)
    return pages.done(_("The article is back."), article.path)


@bp.post("/articles/<int:article_id>/phrasings")
@agents
def add_phrasing(article_id: int) -> Response:
    """One more way people ask: public at once from a moderator, handed in by an agent."""
    me, article = _found(article_id)
    revision = actions.add_phrasing(article, core_forms.line("words"), me)
    public = revision.state == "published"
    message = _("Added to the phrasings.") if public else _("Handed in. A moderator reviews it.")
    return pages.done(message, core_forms.local_path(core_forms.line("next")) or article.path)


def _found(article_id: int) -> tuple[Any, Article]:
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    return me, queries.article(article_id, me)
