"""Publish at a moment that was said before: the worker's clock presses the button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import AskwellError, Conflict, Invalid, ensure
from forum.core.text import N_
from forum.knowledge import notices, policy, queries
from forum.knowledge.actions.publishing import approve, publish
from forum.knowledge.models import Article, Revision

AHEAD_MAX = timedelta(days=366)  # further away is a slip of the keyboard
BATCH = 50  # of one run of the clock; the rest comes with the next


def schedule(revision: Revision, by: Person, at: datetime) -> None:
    """Publish it at `at`; until then it is approved and waits. Said again, the last word counts.

    A newer draft does not take its place; publishing one does. Raises `NotAllowed`, `Invalid` (field "publish_at"),
    `Conflict` (archived).
    """
    article = db.session.get_one(Article, revision.article_id, with_for_update=True)
    db.session.refresh(revision)
    ensure(policy.can_publish(by, revision, topic := queries.rules(article)), policy.refusal(by, topic))
    if article.archived_at is not None:
        raise Conflict(N_("This article is archived. Bring it back first."))
    if not clock.now() < at <= clock.now() + AHEAD_MAX:
        message = N_("Choose a moment that is still to come, within a year.")
        raise Invalid(message, {"publish_at": message})
    if revision.state == "in_review":
        approve(revision, by)
    revision.state, revision.publish_at, revision.scheduled_by_id = "approved", at, by.id
    audit.record(by, "scheduled", article.document, revision=revision.number, at=at.isoformat())


def unschedule(revision: Revision, by: Person) -> None:
    """Leave it approved, without a moment."""
    article = db.session.get_one(Article, revision.article_id)
    ensure(policy.may_publish(by, topic := queries.rules(article)), policy.refusal(by, topic))
    if revision.publish_at is not None:
        revision.publish_at = revision.scheduled_by_id = None
        audit.record(by, "took the date off", article.document, revision=revision.number)


def publish_due() -> int:
    """Publish what is due, in the name of whoever scheduled it. Returns how many. Run by the schedule.

    Who lost the permission meanwhile publishes nothing: it waits without a moment, and its author is told.
    """
    due: Sequence[Revision] = db.session.scalars(
        sa.select(Revision)
        .where(Revision.publish_at <= clock.now(), Revision.state == "approved")
        .order_by(Revision.publish_at, Revision.id)
        .limit(BATCH)
    ).all()
    done = 0
    for revision in due:
        article = db.session.get_one(Article, revision.article_id)
        by = db.session.get(Person, revision.scheduled_by_id) if revision.scheduled_by_id else None
        try:
            ensure(by is not None and by.is_active)
            assert by is not None
            with db.session.begin_nested():
                publish(revision, by)
            done += 1
        except AskwellError:
            db.session.refresh(revision)
            revision.publish_at = revision.scheduled_by_id = None
            audit.record(None, "could not publish", article.document, revision=revision.number)
            notices.not_published(article, revision)
    return done
