"""Pictures of articles: shown to whoever may read the published text, kept as long as any revision or draft names them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from forum.core import events
from forum.core.db import db
from forum.core.drafts import Draft
from forum.knowledge.models import Article, Revision
from forum.pictures import actions as pictures
from forum.pictures import queries


def set_up() -> None:
    """Follow what becomes public and what does not any more."""
    events.on("article.published")(_published)
    events.on("article.archived")(_archived)
    pictures.keep_named(_named)


def _published(article_id: int, **_values: object) -> None:
    text = db.session.scalar(
        sa.select(Revision.body_html)
        .join(Article, Article.published_revision_id == Revision.id)
        .where(Article.id == article_id)
    )
    pictures.shown_in(f"article:{article_id}", text or "")


def _archived(article_id: int, **_values: object) -> None:
    pictures.shown_in(f"article:{article_id}", "")


def _named(keys: Collection[str]) -> set[str]:
    """Those of the keys that some revision, or something typed and not saved yet, names."""
    named: set[str] = set()
    for key in keys:
        holds = Revision.body.contains(key, autoescape=True)
        if db.session.scalar(sa.select(sa.exists().where(holds))):
            named.add(key)
    typed = db.session.scalars(sa.select(Draft.fields))
    for fields in typed:
        named.update(key for text in fields.values() for key in queries.keys_in(text) if key in keys)
    return named
