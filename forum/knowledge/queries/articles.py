"""One article: what its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import clock, markdown
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.knowledge import policy
from forum.knowledge.models import UNPUBLISHED, Article, Revision, path
from forum.knowledge.queries.rows import public, visible
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.threads.models import Answer, Question, question_path
from forum.topics.models import Topic
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


def article(article_id: int, viewer: Viewer) -> Article:
    """The article itself, to act on. Raises `NotFound` for whoever may not see it."""
    found = db.session.get(Article, article_id)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def reading(article_id: int, viewer: Viewer, lang: str = "en") -> Reading:
    """What the page shows, in one query. `lang`: of the reader, for the topic's name. Raises `NotFound`."""
    any_revision = aliased(Revision)
    newest = sa.select(sa.func.max(any_revision.id)).where(any_revision.article_id == Article.id)
    shown = sa.func.coalesce(Article.published_revision_id, newest.correlate(Article).scalar_subquery())
    row = db.session.execute(
        sa.select(
            Article.id,
            Article.slug,
            Article.lang,
            Article.family_id,
            Article.topic_id,
            Topic.slug.label("topic_slug"),
            Topic,
            Revision.title,
            Revision.summary,
            Revision.body_html,
            Revision.html_version,
            Revision.id.label("revision_id"),
            Revision.number,
            Revision.state,
            Article.published_revision_id,
            Article.published_at,
            Article.archived_at,
            Article.pinned_at,
            Article.question_id,
            DocumentSignal.helped,
            DocumentSignal.not_helped,
            DocumentSignal.hits,
            DocumentSignal.trust,
            DocumentSignal.under_review_since,
        )
        .join(Topic, Topic.id == Article.topic_id)
        .join(Revision, Revision.id == shown)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(Article.id == article_id, visible(viewer))
    ).one_or_none()
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
        topic_name=row.Topic.name_in(lang),
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
    )


def _rendered_again(revision_id: int) -> str:
    """HTML that an older renderer wrote; the nightly job stores it, readers do not wait for that."""
    body = db.session.scalar(sa.select(Revision.body).where(Revision.id == revision_id))
    return markdown.render_article(body or "")


def beside(about: Reading, viewer: Viewer) -> Beside:
    """Translations that the viewer may read, and the question; one or two queries."""
    family = db.session.execute(
        sa.select(Article.id, Article.lang, Article.title, Article.slug)
        .where(Article.family_id == about.family_id, Article.id != about.id)
        .where(Article.archived_at.is_(None), visible(viewer))
        .order_by(Article.lang)
    )
    translations = tuple(Translation(r.id, r.lang, r.title, path(r.id, r.slug)) for r in family)
    if about.question_id is None:
        return Beside(translations)
    solver = aliased(Person)
    question = db.session.execute(
        sa.select(Question.id, Question.slug, Question.title, solver.name)
        .outerjoin(
            Answer,
            sa.and_(
                Answer.id == Question.solution_id, Answer.hidden_at.is_(None), Answer.deleted_at.is_(None)
            ),
        )
        .outerjoin(solver, solver.id == Answer.author_id)
        .where(Question.id == about.question_id, Question.hidden_at.is_(None), Question.deleted_at.is_(None))
    ).one_or_none()
    if question is None:
        return Beside(translations)
    return Beside(
        translations, question.title, question_path(question.id, question.slug), question.name or ""
    )


def languages_missing(about: Article) -> list[str]:
    """The site's languages that the family of this article does not have yet."""
    there = set(db.session.scalars(sa.select(Article.lang).where(Article.family_id == about.family_id)))
    return [code for code in LANGUAGES if code not in there]


def latest_drafts(viewer: Viewer, limit: int = 20) -> list[tuple[Revision, Article]]:
    """My revisions that still wait (draft, in review, sent back), newest first; for the home page of staff."""
    if viewer.id is None or not policy.can_write(viewer):
        return []
    found = db.session.execute(
        sa.select(Revision, Article)
        .join(Article, Article.id == Revision.article_id)
        .where(
            Revision.author_id == viewer.id, Revision.state.in_(UNPUBLISHED), Article.archived_at.is_(None)
        )
        .order_by(Revision.created_at.desc())
        .limit(limit)
    )
    return [(revision, article) for revision, article in found]


def published_count() -> int:
    """How many articles everybody may read."""
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(Article).where(public())) or 0)
