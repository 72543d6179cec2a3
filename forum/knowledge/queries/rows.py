"""Articles as rows of lists, and who may see which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.roles import Viewer, is_staff
from forum.knowledge.models import Article, path


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One article of a list."""

    id: int
    title: str
    slug: str
    summary: str
    lang: str
    topic_id: int
    author_id: int
    published_revision_id: int | None
    published_at: datetime | None
    archived_at: datetime | None
    pinned_at: datetime | None
    version: int
    family_id: int | None

    @property
    def path(self) -> str:
        """Its address on this site."""
        return path(self.id, self.slug)

    @property
    def document(self) -> str:
        """Its name for search, flags and verdicts."""
        return f"article:{self.id}"


COLUMNS = (
    Article.id,
    Article.title,
    Article.slug,
    Article.summary,
    Article.lang,
    Article.topic_id,
    Article.author_id,
    Article.published_revision_id,
    Article.published_at,
    Article.archived_at,
    Article.pinned_at,
    Article.version,
    Article.family_id,
)


def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """SQL: the articles that `viewer` may see (the same rule as `policy.can_see`)."""
    return sa.true() if is_staff(viewer) else public()


def public() -> sa.ColumnElement[bool]:
    """SQL: the articles that everybody may see."""
    return sa.and_(Article.published_revision_id.is_not(None), Article.archived_at.is_(None))


@cache
def _rows(staff: bool) -> Any:
    """Put together once: each search asks."""
    wanted = Article.id.in_(sa.bindparam("ids", expanding=True))
    return sa.select(*COLUMNS).where(wanted, sa.true() if staff else public())


def rows(ids: Sequence[int], viewer: Viewer) -> dict[int, ArticleRow]:
    """Those of `ids` that the viewer may see, by id; one query."""
    if not ids:
        return {}
    found = db.session.execute(_rows(is_staff(viewer)), {"ids": list(ids)})
    return {row.id: ArticleRow(*tuple(row)) for row in found}
