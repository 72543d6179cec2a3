"""Articles that need a curator, those first that most people read. A page is a few queries, whatever the site's size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.knowledge import queries as knowledge
from forum.knowledge.models import Article
from forum.knowledge.models import path as article_path
from forum.moderation import policy
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.search.readers import DAYS
from forum.topics import queries as topics
from forum.votes.models import Verdict

PRIOR_VERDICTS = (
    10.0  # C of the Bayesian mean: so many verdicts of a usual article stand beside an article's own
)
PER_PAGE = 25


class Filters(NamedTuple):
    """What a list is narrowed down to. `owner`: "me" (as owner or in the topic's team), "none" (the topic's team) or empty."""

    topic: int | None = None
    lang: str = ""
    owner: str = ""


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Work:
    """An article that needs somebody.

    `concerned`: readers of the last 30 days; in "unhelpful", those whom it likely did not help. `score`: the Bayesian
    mean of "it helped", `trend`: the share of the last 30 days less that of the 30 before; None where nobody said.
    """

    id: int
    title: str
    path: str
    lang: str
    topic_id: int
    owner: str
    readers: int
    concerned: int
    helped: int
    not_helped: int
    score: float
    trend: float | None
    since: datetime | None
    outdated: bool


def articles(viewer: Viewer, name: str, page: int, filters: Filters = EVERYTHING) -> Page[Work]:
    """A page of "unhelpful", "translations" or "due"; three queries.

    "unhelpful" holds what readers of the current revisions judge below the site's mean m. The Bayesian mean is
    (C * m + R * v) / (C + v): v verdicts with a share R of "it helped", beside C of the mean.
    """
    ensure(policy.can_see_desk(viewer))
    mean = usual_share() if name == "unhelpful" else 0.0
    given = DocumentSignal.helped + DocumentSignal.not_helped
    score = (PRIOR_VERDICTS * mean + sa.func.coalesce(DocumentSignal.helped, 0)) / (
        PRIOR_VERDICTS + sa.func.coalesce(given, 0)
    )
    readers = sa.func.coalesce(DocumentSignal.readers, 0)
    concerned = readers * (1.0 - score) if name == "unhelpful" else readers
    chosen = (
        sa.select(
            Article.id, Article.title, Article.slug, Article.lang, Article.topic_id, Article.behind_since,
            Article.outdated, Article.review_from, Person.name.label("owner"),
            sa.func.coalesce(DocumentSignal.helped, 0).label("helped"),
            sa.func.coalesce(DocumentSignal.not_helped, 0).label("not_helped"),
            readers.label("readers"), concerned.label("concerned"), score.label("score"),
        )
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .outerjoin(Person, Person.id == Article.owner_id)
        .where(Article.published_revision_id.is_not(None), Article.archived_at.is_(None))
        .where(*narrowed(filters, viewer))
        .order_by(concerned.desc(), Article.id)
    )  # fmt: skip
    if name == "unhelpful":
        chosen = chosen.where(DocumentSignal.not_helped > 0, score < mean)
    elif name == "translations":
        chosen = chosen.where(Article.behind_since.is_not(None))
    else:
        chosen = chosen.where(knowledge.past_review())

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen.limit(limit).offset(offset)).all()

    found = paginate(fetch, page, PER_PAGE)
    trends = _trends([row.id for row in found]) if name == "unhelpful" else {}
    return found.map(lambda rows: [_work(row, name, trends) for row in rows])


def usual_share() -> float:
    """The share of "it helped" among all verdicts on current revisions; one half while there are none. One query."""
    helped, missed = db.session.execute(
        sa.select(sa.func.sum(DocumentSignal.helped), sa.func.sum(DocumentSignal.not_helped)).where(
            DocumentSignal.document.startswith("article:")
        )
    ).one()
    return float(helped / (helped + missed)) if (helped or 0) + (missed or 0) else 0.5


def narrowed(filters: Filters, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    """SQL: the articles that `filters` leave."""
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.topic is not None:
        wanted.append(Article.topic_id == filters.topic)
    if filters.lang:
        wanted.append(Article.lang == filters.lang)
    if filters.owner == "me":
        wanted.append(knowledge.cared_for_by(viewer.id))
    elif filters.owner == "none":
        wanted.append(Article.owner_id.is_(None))
    return wanted


def documents(filters: Filters, viewer: Viewer) -> sa.Select[str] | None:
    """SQL: the names of the articles of an owner; None where any owner will do, and none."""
    if not filters.owner:
        return None
    name = sa.literal("article:") + sa.cast(Article.id, sa.String)
    return sa.select(name).where(*narrowed(filters, viewer))


def _trends(numbers: Sequence[int]) -> Mapping[int, float]:
    """{article: share of "it helped" of the last 30 days less that of the 30 days before}, where both have verdicts."""
    if not numbers:
        return {}
    now = clock.now()
    recent = Verdict.at >= now - timedelta(days=DAYS)
    rows = db.session.execute(
        sa.select(
            Verdict.target_id,
            recent.label("recent"),
            sa.func.avg(sa.case((Verdict.helped, 1.0), else_=0.0)).label("share"),
        )
        .where(
            Verdict.target_kind == "article",
            Verdict.target_id.in_(list(numbers)),
            Verdict.at >= now - timedelta(days=2 * DAYS),
        )
        .group_by(Verdict.target_id, recent)
    )
    shares: dict[int, dict[bool, float]] = {}
    for row in rows:
        shares.setdefault(row.target_id, {})[bool(row.recent)] = float(row.share)
    return {number: both[True] - both[False] for number, both in shares.items() if len(both) == 2}


def _work(row: Any, name: str, trends: Mapping[int, float]) -> Work:
    due = knowledge.due_at(topics.by_id()[row.topic_id], row.review_from) if name == "due" else None
    return Work(
        id=row.id,
        title=row.title,
        path=article_path(row.id, row.slug),
        lang=row.lang,
        topic_id=row.topic_id,
        owner=row.owner or "",
        readers=row.readers,
        concerned=round(row.concerned),
        helped=row.helped,
        not_helped=row.not_helped,
        score=float(row.score),
        trend=trends.get(row.id),
        since=row.behind_since if name == "translations" else due,
        outdated=row.outdated,
    )
