"""Pin, archive, move: what stands where, not what it says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean_line
from forum.knowledge import policy, queries
from forum.knowledge.actions.publishing import link_question
from forum.knowledge.models import Article
from forum.search import outbox, signals
from forum.topics.models import Topic
from forum.topics.queries import TopicRow

PINS_A_RUN = 500


def pin(article: Article, by: Person, until: date | None = None) -> None:
    """Put it on top of its topic, to the end of the day `until` (UTC). Again: only that day changes. Raises `Invalid`."""
    ensure(policy.can_pin(by, article, topic := queries.rules(article)), policy.refusal(by, topic))
    ends = None if until is None else datetime.combine(until, time(), UTC) + timedelta(days=1)
    if ends is not None and ends <= clock.now():
        raise Invalid(errors={"until": N_("That day is over.")})
    if article.pinned_at is None:
        article.pinned_at, article.pinned_by_id = clock.now(), by.id
        article.pinned_until = ends
        _pins_changed(article, by, "pinned", until)
    elif article.pinned_until != ends:
        article.pinned_until = ends
        _pins_changed(article, by, "pinned", until)


def unpin(article: Article, by: Person) -> None:
    """Let it stand where its readers put it."""
    ensure(policy.can_curate(by, topic := queries.rules(article)), policy.refusal(by, topic))
    if article.pinned_at is not None:
        _take_down(article)
        _pins_changed(article, by, "unpinned")


def end_pins() -> int:
    """Take down the pins whose day is over. Returns how many."""
    over = sa.select(Article).where(Article.pinned_until <= clock.now()).limit(PINS_A_RUN)
    ended = list(db.session.scalars(over))
    for article in ended:
        _take_down(article)
        _pins_changed(article, None, "unpinned")
    return len(ended)


def archive(article: Article, by: Person, because: str = "") -> None:
    """Take it out of public sight: page, lists, search. Nothing is deleted."""
    ensure(policy.can_archive(by, article, topic := queries.rules(article)), policy.refusal(by, topic))
    article.archived_at, article.archived_by_id = clock.now(), by.id
    _take_down(article)
    _visibility_changed(article, by, "archived", because)
    events.emit("article.archived", article_id=article.id)


def unarchive(article: Article, by: Person) -> None:
    """Bring it back, as it was."""
    ensure(policy.can_curate(by, topic := queries.rules(article)), policy.refusal(by, topic))
    if article.archived_at is None:
        return
    article.archived_at = article.archived_by_id = article.merged_into_id = None
    _visibility_changed(article, by, "brought back", "")
    if article.public:
        events.emit("article.published", article_id=article.id, significance="typo")


def move(article: Article, topic: Topic | TopicRow, by: Person) -> None:
    """Put it under another topic, of whose articles one is a writer. While it was never published, any writer may."""
    now = queries.rules(article)
    ensure(policy.can_move(by, article, now) and policy.can_write(by, topic), policy.refusal(by, now))
    if article.topic_id != topic.id:
        article.topic_id = topic.id
        audit.record(by, "moved", article.document, topic=topic.slug)
        outbox.changed(article.document)


def _take_down(article: Article) -> None:
    article.pinned_at = article.pinned_by_id = article.pinned_until = None


def _pins_changed(article: Article, by: Person | None, did: str, until: date | None = None) -> None:
    more = {"until": until.isoformat()} if until else {}
    audit.record(by, did, article.document, **more)
    signals.changed(article.document)


def _visibility_changed(article: Article, by: Person, did: str, because: str) -> None:
    audit.record(by, did, article.document, clean_line(because)[: policy.NOTE_MAX_CHARS])
    if article.question_id is not None:
        link_question(article)
    outbox.changed(article.document)
    signals.changed(article.document)
