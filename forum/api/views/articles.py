"""Articles."""

from __future__ import annotations

from typing import Any

from forum.api import queries as own
from forum.api import telling
from forum.api.schemas import asked, told
from forum.api.views import bp
from forum.core.access import public, viewer
from forum.core.i18n import current_language
from forum.core.text import language
from forum.flags import queries as flags
from forum.knowledge import queries
from forum.topics import queries as topics


@bp.get("/articles")
@public
@bp.arguments(asked.ArticlesQuery, location="query")
@bp.response(200, told.ArticleList)
def article_list(sent: dict[str, Any]) -> dict[str, Any]:
    """Published articles, the newest first."""
    topic = topics.by_slug(sent["topic"]).id if sent.get("topic") else None
    lang = language(sent["lang"]) if sent.get("lang") else None
    page = own.articles(topic, lang, sent["page"])
    return telling.listed(page, [telling.article_line(row) for row in page])


@bp.get("/articles/<int:number>")
@public
@bp.response(200, told.Article)
def article(number: int) -> dict[str, Any]:
    """One article as it is published; keys of staff also read one that is not published yet."""
    read = queries.reading(number, viewer(), current_language())
    review = flags.review_of(flags.open_on(read.document, viewer()).get(read.document, []))
    return telling.article(read, own.article_text(read.id, read.revision_id), review)
