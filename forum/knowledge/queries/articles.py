"""One article: what its page shows."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from forum.config import LANGUAGES
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.knowledge import policy
from forum.knowledge.models import Article, Revision, path
from forum.knowledge.queries.rows import public, visible
from forum.topics import queries as topics
from forum.topics.queries import TopicRow


def article(article_id: int, viewer: Viewer) -> Article:
    """The article itself, to act on. Raises `NotFound` for whoever may not see it."""
    found = db.session.get(Article, article_id)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def taken_place_by(article_id: int) -> str | None:
    """The address of the public article that it was merged into; one query."""
    merged = sa.select(Article.merged_into_id).where(Article.id == article_id).scalar_subquery()
    row = db.session.execute(
        sa.select(Article.id, Article.slug).where(Article.id == merged, public())
    ).one_or_none()
    return path(row.id, row.slug) if row else None


def rules(about: Article) -> TopicRow:
    """What its topic says of writing, reviewing and publishing."""
    return topics.by_id()[about.topic_id]


def who_answers(about: Article) -> list[int]:
    """Ids of the people who answer for it: its owner, else its topic's team, else its author; nobody who left."""
    of_the_company = {number for number, _name in topics.staff()}
    if about.owner_id in of_the_company:
        return [about.owner_id]
    return topics.team(about.topic_id) or [n for n in (about.author_id,) if n in of_the_company]


@dataclass(frozen=True, slots=True)
class Behind:
    """What another language says more: its text was revision `number` when both said the same, and is `now` today."""

    lang: str
    path: str
    number: int
    now: int


def behind(about: Article) -> Behind | None:
    """Where to look up what a translation is missing; one query, none where nothing is missing."""
    if about.behind_since is None or about.behind_article_id is None:
        return None
    row = db.session.execute(
        sa.select(Article.id, Article.slug, Article.lang, Revision.number)
        .join(Revision, Revision.id == Article.published_revision_id)
        .where(Article.id == about.behind_article_id)
    ).one_or_none()
    if row is None:
        return None
    return Behind(row.lang, path(row.id, row.slug), about.behind_number or 1, row.number)


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
