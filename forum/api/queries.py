"""The few reads that no page has: lists and source texts, for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.knowledge.models import Article, Revision
from forum.knowledge.queries.rows import COLUMNS, ArticleRow, public
from forum.threads.models import Answer
from forum.topics import queries as topics


class ArticleText(NamedTuple):
    """The source of an article that was found already."""

    external_id: str | None
    body: str
    phrasings: list[str]


def articles(topic_id: int | None, lang: str | None, page: int) -> Page[ArticleRow]:
    """Published articles, the newest first; one query."""
    chosen = sa.select(*COLUMNS).where(public()).order_by(Article.published_at.desc(), Article.id.desc())
    if topic_id is not None:
        chosen = chosen.where(Article.topic_id.in_(topics.below(topic_id)))
    if lang:
        chosen = chosen.where(Article.lang == lang)

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen.limit(limit).offset(offset)).all()

    return paginate(fetch, page).map(lambda rows: [ArticleRow(*tuple(r)) for r in rows])


def article_text(article_id: int, revision_id: int) -> ArticleText:
    """The words of a revision that `knowledge.queries.reading` gave to this viewer; one query."""
    row = db.session.execute(
        sa.select(Article.external_id, Revision.body, Revision.phrasings)
        .join(Article, Article.id == Revision.article_id)
        .where(Revision.id == revision_id, Article.id == article_id)
    ).one()
    return ArticleText(row.external_id, row.body, list(row.phrasings))


def answer_texts(ids: Sequence[int]) -> dict[int, str]:
    """The words of answers that `threads.queries.read` gave to this viewer; one query."""
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Answer.id, Answer.body).where(Answer.id.in_(list(ids))))
    return {row.id: row.body for row in rows}
