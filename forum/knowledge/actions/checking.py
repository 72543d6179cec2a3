"""Articles stay true because somebody answers for them and looks at them again."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.knowledge import notices, policy, queries
from forum.knowledge.models import Article
from forum.search import signals
from forum.topics import queries as topics

BATCH = 500  # articles that one run reminds of


def still_correct(article: Article, by: Person) -> None:
    """Somebody looked at the public text and it is right: the interval runs anew, and the rank comes back."""
    ensure(policy.can_check(by, article, queries.rules(article)))
    now = clock.now()
    # A Core update: search finds it as before, so its version must not grow.
    _set(article, checked_at=now, review_from=now, checked_by_id=by.id, reminded_at=None)
    audit.record(by, "checked", article.document)
    signals.changed(article.document)


def give_owner(article: Article, owner_id: int | None, by: Person) -> None:
    """Say who answers for it: a person of the company, or with None the team of its topic. Raises `Invalid`."""
    ensure(policy.can_give_owner(by, article, queries.rules(article)))
    if owner_id is not None and owner_id not in {number for number, _name in topics.staff()}:
        message = N_("Choose a person of the company.")
        raise Invalid(message, {"owner": message})
    if owner_id == article.owner_id:
        return
    _set(article, owner_id=owner_id, reminded_at=None)
    audit.record(by, "gave an owner to", article.document, owner=owner_id)
    notices.now_owner(article, by)


def remind_owners() -> int:
    """Tell whoever answers for articles past their review date, once and then weekly. Returns how many articles.

    One notice a person, however many there are. Run by the schedule.
    """
    before = clock.now() - timedelta(days=policy.OWNER_REMINDED_DAYS)
    chosen = sa.select(Article).where(
        queries.past_review(), sa.or_(Article.reminded_at.is_(None), Article.reminded_at <= before)
    )
    found = db.session.scalars(chosen.order_by(Article.review_from, Article.id).limit(BATCH)).all()
    told: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for article in found:
        for number in queries.who_answers(article):
            told[number].append((article.title, article.path))
    for number, articles in sorted(told.items()):
        notices.due(number, articles)
    if found:
        db.session.execute(
            sa.update(Article)
            .where(Article.id.in_([article.id for article in found]))
            .values(reminded_at=clock.now())
            .execution_options(synchronize_session="evaluate")
        )
    return len(found)


def _set(article: Article, **values: object) -> None:
    db.session.execute(
        sa.update(Article)
        .where(Article.id == article.id)
        .values(**values)
        .execution_options(synchronize_session="evaluate")
    )
