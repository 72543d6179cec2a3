"""Review and publish: the only way a text becomes public."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.targets import Target
from forum.core.text import N_, clean_line, slugify
from forum.flags import actions as flags
from forum.knowledge import notices, policy, queries
from forum.knowledge.actions import consequences
from forum.knowledge.actions.writing import lock_family
from forum.knowledge.models import UNPUBLISHED, Article, Revision
from forum.search import outbox, signals
from forum.threads.models import Question
from forum.topics.queries import TopicRow


def approve(revision: Revision, by: Person, because: str = "") -> None:
    """It is right; it may be published."""
    ensure(policy.can_review(by, revision, topic := _rules(revision)), policy.refusal(by, topic))
    _reviewed(revision, by, "approved", because)
    audit.record(
        by, "approved", f"article:{revision.article_id}", revision.review_note, revision=revision.number
    )


def reject(revision: Revision, by: Person, because: str) -> None:
    """Send it back to its author, saying what is missing."""
    ensure(policy.can_review(by, revision, topic := _rules(revision)), policy.refusal(by, topic))
    if not clean_line(because):
        message = N_("Say what is missing, so that the author can mend it.")
        raise Invalid(message, {"because": message})
    _reviewed(revision, by, "rejected", because)
    audit.record(
        by, "sent back", f"article:{revision.article_id}", revision.review_note, revision=revision.number
    )
    notices.sent_back(revision, by)


def publish(
    revision: Revision, by: Person, mends: bool | None = None, *, at: datetime | None = None
) -> Article:
    """Make it the public text, at once and for search within seconds.

    `mends`: it mends what the open flags say, so they are closed and the trust comes back (default: what the
    author of the revision said, who leaves them open only on purpose); a corrected typo mends nothing. `at`: when it
    was published elsewhere (imports). What else follows from its significance: `consequences.follow`.
    """
    lock_family(revision.article_id)
    article = db.session.get_one(Article, revision.article_id, with_for_update=True)
    db.session.refresh(revision)  # as it stands now that nobody else can publish
    ensure(policy.can_publish(by, revision, topic := queries.rules(article)), policy.refusal(by, topic))
    if article.archived_at is not None:
        raise Conflict(N_("This article is archived. Bring it back first."))
    put_before_readers(article, revision, by, mends, at=at)
    return article


def put_before_readers(
    article: Article, revision: Revision, by: Person, mends: bool | None = None, *, at: datetime | None = None
) -> None:
    """`publish` for whoever asked the policy before (imports bring what was published elsewhere); the caller has
    locked the article."""
    now = at or clock.now()
    before = (
        db.session.get(Revision, article.published_revision_id) if article.published_revision_id else None
    )
    earlier = sa.and_(Revision.state.in_(UNPUBLISHED), Revision.number < revision.number)
    db.session.execute(
        sa.update(Revision)
        .where(Revision.article_id == article.id, Revision.id != revision.id)
        .where(sa.or_(Revision.state == "published", earlier))
        .values(state="superseded", publish_at=None)
    )
    mends = (revision.mends if mends is None else mends) and revision.significance != "typo"
    revision.state, revision.published_at, revision.published_by_id = "published", now, by.id
    revision.publish_at = None
    article.published_revision_id, article.published_at = revision.id, now
    # Whoever corrects a typo has not looked at all it says.
    if before is None or revision.significance != "typo":
        article.checked_at, article.checked_by_id, article.reminded_at = now, by.id, None
        article.review_from = clock.now()
    article.title, article.slug, article.summary = revision.title, slugify(revision.title), revision.summary
    if article.question_id is not None:
        link_question(article)
    audit.record(by, "published", article.document, revision.because, revision=revision.number)
    db.session.flush()
    revision.mends = mends and bool(
        flags.clear_by_revision(Target("article", article.id), by, revision.id, revision.because)
    )
    consequences.follow(article, before, revision, by)
    outbox.changed(article.document)
    signals.changed(article.document)  # verdicts count for the text they were given on
    notices.published(article, revision, by)
    events.emit("article.published", article_id=article.id, significance=revision.significance)


def link_question(article: Article) -> None:
    """Let the question that an article was made of lead to it while it is public, and only then."""
    db.session.execute(
        sa.update(Question)
        .where(Question.id == article.question_id)
        .values(article_id=article.id if article.public else None)
        .execution_options(synchronize_session=False)
    )


def _rules(revision: Revision) -> TopicRow:
    return queries.rules(db.session.get_one(Article, revision.article_id))


def _reviewed(revision: Revision, by: Person, state: str, because: str) -> None:
    revision.state = state
    revision.reviewed_by_id, revision.reviewed_at = by.id, clock.now()
    revision.review_note = clean_line(because)[: policy.NOTE_MAX_CHARS]
