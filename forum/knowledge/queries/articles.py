"""One article: what its page shows."""

from __future__ import annotations

import sqlalchemy as sa

from forum.config import LANGUAGES
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.knowledge import policy
from forum.knowledge.models import Article
from forum.knowledge.queries.rows import visible


def article(article_id: int, viewer: Viewer) -> Article:
    """The article itself, to act on. Raises `NotFound` for whoever may not see it."""
    found = db.session.get(Article, article_id)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def languages_missing(about: Article) -> list[str]:
    """The site's languages that the family of this article does not have yet."""
    there = set(db.session.scalars(sa.select(Article.lang).where(Article.family_id == about.family_id)))
    return [code for code in LANGUAGES if code not in there]


def drafted_from(question_id: int, viewer: Viewer) -> Article | None:
    """The article that was made of a question, if the viewer may see it."""
    wanted = sa.select(Article).where(
        Article.question_id == question_id, Article.archived_at.is_(None), visible(viewer)
    )
    return db.session.scalars(wanted.limit(1)).first()
