"""Other ways people ask, over all articles: words of satisfied searches that are no phrasing yet."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, targets
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page
from forum.core.roles import Viewer
from forum.knowledge.models import Article, Revision
from forum.knowledge.models import path as article_path
from forum.moderation import policy
from forum.search import learned, outbox
from forum.search.models import LearnedQuery
from forum.search.wording import normal

LOOKED_AT = 500  # wordings, those of most visitors: what is below them is seldom searched
PER_PAGE = 30


class Wording(NamedTuple):
    """Words that visitors searched with and were satisfied by an article."""

    id: int
    words: str
    seen: int
    last_at: datetime
    article_id: int
    title: str
    path: str
    lang: str
    topic_id: int


def waiting(viewer: Viewer, page: int) -> Page[Wording]:
    """Those that no title or phrasing says yet, what most visitors searched with first; two queries."""
    ensure(policy.can_see_desk(viewer))
    rows = db.session.execute(
        sa.select(LearnedQuery)
        .where(LearnedQuery.document.startswith("article:"), LearnedQuery.seen >= learned.VISITORS_MIN)
        .order_by(LearnedQuery.seen.desc(), LearnedQuery.id)
        .limit(LOOKED_AT)
    ).scalars()
    found = [(int(row.document.partition(":")[2]), row) for row in rows]
    texts = {
        row.id: row
        for row in db.session.execute(
            sa.select(
                Article.id, Article.title, Article.slug, Article.lang, Article.topic_id, Revision.phrasings
            )
            .join(Revision, Revision.id == Article.published_revision_id)
            .where(Article.id.in_({number for number, _ in found}), Article.archived_at.is_(None))
        )
    }
    known = {
        number: {normal(words) for words in (row.title, *row.phrasings)} for number, row in texts.items()
    }
    kept = [
        Wording(
            row.id, row.words, row.seen, row.last_at, number, texts[number].title,
            article_path(number, texts[number].slug), texts[number].lang, texts[number].topic_id,
        )
        for number, row in found
        if number in texts and row.normal not in known[number]
    ]  # fmt: skip
    start = (page - 1) * PER_PAGE
    return Page(kept[start : start + PER_PAGE], page, len(kept) > start + PER_PAGE, PER_PAGE, len(kept))


def forget(wording_id: int, by: Person) -> None:
    """These words do not mean this article: search unlearns them. Raises `NotFound` when they are forgotten already."""
    ensure(policy.can_moderate(by))
    row = db.session.get(LearnedQuery, wording_id)
    if row is None:
        raise NotFound
    topic_id = targets.topic_of(targets.parse(row.document), by)
    ensure(policy.can_moderate(by, topic_id), policy.ANOTHER_TOPIC)
    audit.record(by, "unlearned words of", row.document, row.words)
    outbox.changed(row.document)
    db.session.delete(row)
