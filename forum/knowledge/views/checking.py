"""Who answers for an article, and is it still correct?"""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import forms as core_forms
from forum.core import pages, rate_limits
from forum.core.access import agents, viewer
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from forum.knowledge.views import bp


@bp.post("/articles/<int:article_id>/check")
@agents
def still_correct(article_id: int) -> Response:
    """Say that the public text is right."""
    me, article = _found(article_id)
    actions.still_correct(article, me)
    back = core_forms.local_path(core_forms.line("next")) or article.path
    return pages.done(_("Noted: it is still correct."), back)


@bp.post("/articles/<int:article_id>/owner")
@agents
def give_owner(article_id: int) -> Response:
    """Say who answers for it."""
    me, article = _found(article_id)
    actions.give_owner(article, request.form.get("owner", default=None, type=int), me)
    return pages.done(_("Saved. Whoever answers for it is told when it is to be looked at."), article.path)


def _found(article_id: int) -> tuple[Any, Article]:
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, f"article {me.id}")
    return me, queries.article(article_id, me)
