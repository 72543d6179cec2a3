"""Pin, archive, move: what stands where, not what it says."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.errors import ensure
from forum.core.text import clean_line
from forum.knowledge import policy
from forum.knowledge.actions.publishing import link_question
from forum.knowledge.models import Article
from forum.search import outbox, signals
from forum.topics.models import Topic
from forum.topics.queries import TopicRow


def pin(article: Article, by: Person) -> None:
    """Put it on top of its topic. Twice is once."""
    ensure(policy.can_pin(by, article))
    if article.pinned_at is None:
        article.pinned_at, article.pinned_by_id = clock.now(), by.id
        _pins_changed(article, by, "pinned")


def unpin(article: Article, by: Person) -> None:
    """Let it stand where its readers put it."""
    ensure(policy.can_curate(by))
    if article.pinned_at is not None:
        article.pinned_at = article.pinned_by_id = None
        _pins_changed(article, by, "unpinned")


def archive(article: Article, by: Person, because: str = "") -> None:
    """Take it out of public sight: page, lists, search. Nothing is deleted."""
    ensure(policy.can_archive(by, article))
    article.archived_at, article.archived_by_id = clock.now(), by.id
    article.pinned_at = article.pinned_by_id = None
    _visibility_changed(article, by, "archived", because)
    events.emit("article.archived", article_id=article.id)


def unarchive(article: Article, by: Person) -> None:
    """Bring it back, as it was."""
    ensure(policy.can_curate(by))
    if article.archived_at is None:
        return
    article.archived_at = article.archived_by_id = None
    _visibility_changed(article, by, "brought back", "")
    if article.public:
        events.emit("article.published", article_id=article.id)


def move(article: Article, topic: Topic | TopicRow, by: Person) -> None:
    """Put it under another topic. While it was never published, any writer may."""
    ensure(policy.can_curate(by) or (article.published_revision_id is None and policy.can_edit(by, article)))
    if article.topic_id != topic.id:
        article.topic_id = topic.id
        audit.record(by, "moved", article.document, topic=topic.slug)
        outbox.changed(article.document)


def _pins_changed(article: Article, by: Person, did: str) -> None:
    audit.record(by, did, article.document)
    signals.changed(article.document)


def _visibility_changed(article: Article, by: Person, did: str, because: str) -> None:
    audit.record(by, did, article.document, clean_line(because)[: policy.NOTE_MAX_CHARS])
    if article.question_id is not None:
        link_question(article)
    outbox.changed(article.document)
    signals.changed(article.document)
