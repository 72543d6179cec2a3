"""Who is told that what they were told has changed."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.knowledge.models import Article
from forum.notifications import actions as notifications
from forum.notifications.models import Notice
from forum.quotes import policy
from forum.quotes.models import Quote
from forum.threads.models import Follower

KIND = "quote_outdated"


def told_before(quote_id: int, by_id: int) -> int:
    """Tell those who follow the question that a quoting answer stands under, each once for one change of the article.

    Following is their choice of being told; only those who followed before the article changed were told the old text.
    Returns how many are told. Nothing for a post or an article that is not public any more.
    """
    quote = db.session.get(Quote, quote_id)
    article = db.session.get(Article, quote.article_id) if quote is not None else None
    if quote is None or article is None or not article.public or quote.outdated_at is None:
        return 0
    kind, _, number = quote.document.partition(":")
    try:
        shown = targets.show(Target(quote.post_kind, quote.post_id), GUEST)
    except NotFound:
        return 0
    if kind != "question":
        return 0  # a macro has no readers of its own: what was written with it is an answer
    people = db.session.scalars(
        sa.select(Follower.person_id)
        .where(
            Follower.question_id == int(number),
            Follower.since <= quote.outdated_at,
            Follower.person_id != by_id,
        )
        .order_by(Follower.since)
        .limit(policy.PEOPLE_TOLD_MAX)
    ).all()
    wanted = [person for person in people if person not in _know_already(people, quote)]
    for person in wanted:
        notifications.tell(
            person, KIND, shown.url, title=shown.title, article=article.title, revision=quote.outdated_by
        )
    return len(wanted)


def _know_already(people: Iterable[int], quote: Quote) -> set[int]:
    """Those who were told of this change for another answer."""
    told = sa.select(Notice.person_id).where(
        Notice.kind == KIND,
        Notice.person_id.in_(list(people)),
        Notice.values["revision"].as_integer() == quote.outdated_by,
    )
    return set(db.session.scalars(told))
