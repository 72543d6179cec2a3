"""What nobody has looked at for too long ranks a little lower: the source of that for `forum.search.signals`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import clock, settings
from forum.core.db import db
from forum.knowledge import queries
from forum.knowledge.models import Article
from forum.search import signals
from forum.topics import queries as topics
from search_index.ranking import trust_of_age
from search_index.weights import OVERDUE_FADE_DAYS

BATCH = 500


def trust(documents: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """`trust` of each article past its review date and the grace time; what is looked at in time is not in it."""
    numbers = {int(d.partition(":")[2]): d for d in documents if d.startswith("article:")}
    if not numbers:
        return {}
    site = settings.of_site()
    now, known = clock.now(), topics.by_id()
    found: dict[str, dict[str, Any]] = {}
    chosen = sa.select(Article.id, Article.topic_id, Article.review_from).where(
        Article.id.in_(list(numbers)), queries.past_review(timedelta(days=site.overdue_grace_days))
    )
    for row in db.session.execute(chosen):
        due = queries.due_at(known[row.topic_id], row.review_from)
        if due is not None:
            late = (now - due) / timedelta(days=1) - site.overdue_grace_days
            found[numbers[row.id]] = {"trust": trust_of_age(late, site.overdue_trust)}
    return found


def fade() -> int:
    """Compute the signals anew of the articles whose trust fades today. Returns how many. Run by the schedule."""
    grace = timedelta(days=settings.of_site().overdue_grace_days)
    faded = timedelta(days=OVERDUE_FADE_DAYS + 2)  # a run or two may be missed
    wanted = list(
        db.session.scalars(
            sa.select(Article.id)
            .where(queries.past_review(grace), ~queries.past_review(grace + faded))
            .order_by(Article.id)
        )
    )
    db.session.commit()
    for start in range(0, len(wanted), BATCH):
        signals.refresh(f"article:{number}" for number in wanted[start : start + BATCH])
        db.session.commit()  # short transactions: people write meanwhile
    return len(wanted)
