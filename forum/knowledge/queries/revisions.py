"""The history of an article, for the company's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.core import pagination
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page
from forum.core.roles import Viewer
from forum.knowledge import policy
from forum.knowledge.models import Article, Revision, path
from forum.search import signals
from forum.search.models import DocumentSignal


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One line of the history or of the review queue; the texts themselves are not loaded."""

    number: int
    state: str
    title: str
    created_at: datetime
    author: str
    because: str
    mends: bool
    reviewed_by: str
    review_note: str
    published_at: datetime | None
    published_by: str
    article_id: int
    article_path: str
    article_public: bool
    topic_id: int
    lang: str
    significance: str
    publish_at: datetime | None
    readers: int  # of the article, in the last 30 days


def revision(article_id: int, number: int, viewer: Viewer) -> Revision:
    """One revision with its text. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    found = db.session.scalars(
        sa.select(Revision).where(Revision.article_id == article_id, Revision.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def newest(article_id: int, viewer: Viewer) -> Revision:
    """The newest revision, whatever its state. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    chosen = sa.select(Revision).where(Revision.article_id == article_id).order_by(Revision.number.desc())
    found = db.session.scalars(chosen.limit(1)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def published(article: Article, viewer: Viewer) -> Revision | None:
    """The text that the public reads. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    if article.published_revision_id is None:
        return None
    return db.session.get(Revision, article.published_revision_id)


class Ahead(NamedTuple):
    """What may become the public text: the newest revision, and the one that the clock publishes next."""

    newest: Revision
    scheduled: Revision | None


def ahead(article_id: int, viewer: Viewer) -> Ahead:
    """Both in one query. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    last = sa.select(sa.func.max(Revision.number)).where(Revision.article_id == article_id).scalar_subquery()
    found = db.session.scalars(
        sa.select(Revision)
        .where(Revision.article_id == article_id)
        .where(sa.or_(Revision.number == last, Revision.publish_at.is_not(None)))
        .order_by(Revision.number)
    ).all()
    if not found:
        raise NotFound()
    with_moment = [(one.publish_at, one) for one in found if one.publish_at is not None]
    return Ahead(found[-1], min(with_moment, key=lambda pair: pair[0])[1] if with_moment else None)


def author_names(about: Sequence[Revision]) -> dict[int, str]:
    """{person: name} of everybody who wrote, reviewed or published these; one query."""
    ids = {i for r in about for i in (r.author_id, r.reviewed_by_id, r.published_by_id) if i is not None}
    return {
        row.id: row.name
        for row in db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
    }


def author_name(revision: Revision) -> str:
    """Who wrote it."""
    return author_names([revision]).get(revision.author_id, "")


def history(article_id: int, viewer: Viewer, page: int = 1) -> Page[RevisionRow]:
    """All revisions, newest first; one query. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    chosen = _rows().where(Revision.article_id == article_id).order_by(Revision.number.desc())
    return _page(chosen, page, 50)


def in_review(
    viewer: Viewer, page: int = 1, topic: int | None = None, only: Sequence[sa.ColumnElement[bool]] = ()
) -> Page[RevisionRow]:
    """What waits for a review: what most people read first, then what waits longest; one query. `only`: SQL on `Article`."""
    if not policy.can_see_revisions(viewer):
        raise NotFound()
    chosen = _rows().where(Revision.state == "in_review", Article.archived_at.is_(None), *only)
    if topic is not None:
        chosen = chosen.where(Article.topic_id == topic)
    met_first = sa.func.coalesce(DocumentSignal.readers, 0).desc()
    return _page(chosen.order_by(met_first, Revision.created_at, Revision.id), page, pagination.PER_PAGE)


def in_review_count() -> int:
    """How many revisions wait for a review."""
    chosen = sa.select(sa.func.count()).select_from(Revision).join(Article, Article.id == Revision.article_id)
    return int(
        db.session.scalar(chosen.where(Revision.state == "in_review", Article.archived_at.is_(None))) or 0
    )


def _rows() -> Any:
    author, reviewer, publisher = (aliased(Person) for _ in range(3))
    return (
        sa.select(
            Revision.number,
            Revision.state,
            Revision.title,
            Revision.created_at,
            author.name.label("author"),
            Revision.because,
            Revision.mends,
            reviewer.name.label("reviewed_by"),
            Revision.review_note,
            Revision.published_at,
            publisher.name.label("published_by"),
            Article.id.label("article_id"),
            Article.slug,
            Article.published_revision_id,
            Article.archived_at,
            Article.topic_id,
            Article.lang,
            Revision.significance,
            Revision.publish_at,
            sa.func.coalesce(DocumentSignal.readers, 0).label("readers"),
        )
        .join(Article, Article.id == Revision.article_id)
        .join(author, author.id == Revision.author_id)
        .outerjoin(reviewer, reviewer.id == Revision.reviewed_by_id)
        .outerjoin(publisher, publisher.id == Revision.published_by_id)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
    )


def _page(chosen: Any, page: int, per_page: int) -> Page[RevisionRow]:
    found = pagination.paginate(
        lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page, per_page
    )
    return found.map(
        lambda rows: [
            RevisionRow(
                r.number, r.state, r.title, r.created_at, r.author, r.because, r.mends, r.reviewed_by or "",
                r.review_note, r.published_at, r.published_by or "", r.article_id, path(r.article_id, r.slug),
                r.published_revision_id is not None and r.archived_at is None, r.topic_id, r.lang, r.significance, r.publish_at, r.readers,
            )
            for r in rows
        ]
    )  # fmt: skip
