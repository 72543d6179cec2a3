"""What the page of an article shows. Guests read it most, so its statements are built once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.core import clock, markdown
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer, is_staff
from forum.knowledge.models import Article, Revision, path
from forum.knowledge.queries.rows import public
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.threads import policy as threads
from forum.threads.models import Answer, Question, question_path
from forum.topics.models import Topic, pick
from search_index.ranking import hit_weight


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that is read: the published revision, or for staff the newest one when none is public."""

    id: int
    path: str
    slug: str
    lang: str
    family_id: int | None
    topic_id: int
    topic_slug: str
    topic_name: str
    title: str
    summary: str
    body_html: str
    revision_id: int
    revision_number: int
    revision_state: str
    public: bool
    published_at: datetime | None
    archived_at: datetime | None
    pinned_at: datetime | None
    question_id: int | None
    helped: int
    not_helped: int
    hits: float  # of late: each visit halves in 30 days
    trust: float
    under_review: bool
    checked_at: datetime | None
    review_from: datetime | None
    owner_id: int | None
    behind_article_id: int | None  # another language says more since `behind_since`
    behind_since: datetime | None
    outdated: bool  # by a major change of another language
    phrasings: tuple[str, ...]  # how else people ask for it; readers don't see them

    @property
    def document(self) -> str:
        """Its name for search, flags and verdicts."""
        return f"article:{self.id}"


@dataclass(frozen=True, slots=True)
class Translation:
    """The article in another language."""

    id: int
    lang: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an article: its translations, and the question it was made of."""

    translations: tuple[Translation, ...]
    question_title: str = ""
    question_path: str = ""
    solved_by: str = ""


def reading(article_id: int, viewer: Viewer, lang: str = "en") -> Reading:
    """What the page shows, in one query. `lang`: of the reader, for the topic's name. Raises `NotFound`."""
    row = db.session.execute(_reading(is_staff(viewer)), {"article": article_id}).one_or_none()
    if row is None:
        raise NotFound()
    weight = hit_weight(clock.now().timestamp())
    return Reading(
        id=row.id,
        path=path(row.id, row.slug),
        slug=row.slug,
        lang=row.lang,
        family_id=row.family_id,
        topic_id=row.topic_id,
        topic_slug=row.topic_slug,
        topic_name=pick(row.topic_name, lang) or row.topic_slug,
        title=row.title,
        summary=row.summary,
        body_html=row.body_html if row.html_version == markdown.VERSION else _rendered_again(row.revision_id),
        revision_id=row.revision_id,
        revision_number=row.number,
        revision_state=row.state,
        public=row.published_revision_id is not None and row.archived_at is None,
        published_at=row.published_at,
        archived_at=row.archived_at,
        pinned_at=row.pinned_at,
        question_id=row.question_id,
        helped=row.helped or 0,
        not_helped=row.not_helped or 0,
        hits=(row.hits or 0.0) / weight,
        trust=1.0 if row.trust is None else row.trust,
        under_review=row.under_review_since is not None,
        checked_at=row.checked_at,
        review_from=row.review_from,
        owner_id=row.owner_id,
        behind_article_id=row.behind_article_id,
        behind_since=row.behind_since,
        outdated=row.outdated,
        phrasings=tuple(row.phrasings),
    )


def beside(about: Reading, viewer: Viewer) -> Beside:
    """Translations that the viewer may read, and the question; one or two queries."""
    family = db.session.execute(_family(is_staff(viewer)), {"family": about.family_id, "article": about.id})
    translations = tuple(Translation(r.id, r.lang, r.title, path(r.id, r.slug)) for r in family)
    if about.question_id is None:
        return Beside(translations)
    question = db.session.execute(_question(), {"question": about.question_id}).one_or_none()
    if question is None:
        return Beside(translations)
    return Beside(
        translations, question.title, question_path(question.id, question.slug), question.name or ""
    )


def _rendered_again(revision_id: int) -> str:
    """HTML that an older renderer wrote; the hourly job stores it."""
    body = db.session.scalar(sa.select(Revision.body).where(Revision.id == revision_id))
    return markdown.render_article(body or "")


@cache
def _reading(staff: bool) -> Any:
    """The published revision, or for staff the newest one where none is public, with topic and signals."""
    any_revision = aliased(Revision)
    newest = sa.select(sa.func.max(any_revision.id)).where(any_revision.article_id == Article.id)
    shown = sa.func.coalesce(Article.published_revision_id, newest.correlate(Article).scalar_subquery())
    return (
        sa.select(
            Article.id,
            Article.slug,
            Article.lang,
            Article.family_id,
            Article.topic_id,
            Topic.slug.label("topic_slug"),
            Topic.name.label("topic_name"),
            Revision.title,
            Revision.summary,
            Revision.body_html,
            Revision.html_version,
            Revision.phrasings,
            Revision.id.label("revision_id"),
            Revision.number,
            Revision.state,
            Article.published_revision_id,
            Article.published_at,
            Article.archived_at,
            Article.pinned_at,
            Article.question_id,
            Article.checked_at,
            Article.review_from,
            Article.owner_id,
            Article.behind_article_id,
            Article.behind_since,
            Article.outdated,
            DocumentSignal.helped,
            DocumentSignal.not_helped,
            DocumentSignal.hits,
            DocumentSignal.trust,
            DocumentSignal.under_review_since,
        )
        .join(Topic, Topic.id == Article.topic_id)
        .join(Revision, Revision.id == shown)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.id == sa.bindparam("article"), sa.true() if staff else public())
    )


@cache
def _family(staff: bool) -> Any:
    return (
        sa.select(Article.id, Article.lang, Article.title, Article.slug)
        .where(Article.family_id == sa.bindparam("family"), Article.id != sa.bindparam("article"))
        .where(Article.archived_at.is_(None), sa.true() if staff else public())
        .order_by(Article.lang)
    )


@cache
def _question() -> Any:
    """The public question with the name of whoever solved it."""
    solution = sa.and_(
        Answer.id == Question.solution_id, Answer.hidden_at.is_(None), Answer.deleted_at.is_(None)
    )
    return (
        sa.select(Question.id, Question.slug, Question.title, Person.name)
        .outerjoin(Answer, solution)
        .outerjoin(Person, Person.id == Answer.author_id)
        .where(
            Question.id == sa.bindparam("question"),
            threads.public(Question),
        )
    )
