"""Who quotes an article, and what to do about it when it changed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits
from forum.core.access import agents, viewer
from forum.core.forms import line, local_path
from forum.knowledge import queries as knowledge
from forum.quotes import actions, policy, queries

bp = Blueprint("quotes", __name__)


@bp.get("/articles/<int:article_id>/quotes")
@agents
def of_article(article_id: int) -> Response:
    """The posts that link the article, those that quote an older text first."""
    me = viewer()
    article = knowledge.article(article_id, me)
    return pages.answer(
        "quotes/list.html",
        article=article,
        page=queries.quoting(article_id, me, pagination.number(request.args.get("page"))),
        counts=queries.counts(article_id),
        policy=policy,
        me=me,
    )


@bp.post("/articles/<int:article_id>/quotes/telling")
@agents
def tell(article_id: int) -> Response:
    """Tell those who were told what the article said before."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"quotes {me.id}")
    article = knowledge.article(article_id, me)
    told = actions.tell(article.id, me)
    if not told:
        return pages.done(_("Everybody was told already."), _list(article_id))
    said = ngettext("Readers of one answer are told.", "Readers of %(num)s answers are told.", told)
    return pages.done(said, _list(article_id))


@bp.post("/quotes/<int:quote_id>/check")
@agents
def check(quote_id: int) -> Response:
    """The post is right although the article changed."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"quotes {me.id}")
    quote = actions.check(quote_id, me)
    back = local_path(line("next")) or _list(quote.article_id)
    return pages.done(_("Noted: it is still right. Its notice is gone."), back)


def _list(article_id: int) -> str:
    return url_for(".of_article", article_id=article_id)
