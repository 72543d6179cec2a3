"""An article over half a year, week by week: reads, whom it helped, its revisions, its flags."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.flags.models import Flag
from forum.knowledge.models import Article, Revision
from forum.moderation import policy
from forum.search import readers
from forum.votes.models import Verdict

WEEKS = 26


@dataclass(slots=True)
class Week:
    """Seven days from `begins`. `flags`: the reasons of flags that were open in it."""

    begins: date
    reads: int = 0
    helped: int = 0
    not_helped: int = 0
    revisions: list[int] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    @property
    def begins_at(self) -> datetime:
        """Noon of its first day: the same day wherever it is read."""
        return datetime.combine(self.begins, time(12), UTC)

    @property
    def share(self) -> float | None:
        """Of the verdicts of this week, those that say it helped; None when nobody said."""
        said = self.helped + self.not_helped
        return self.helped / said if said else None


def weeks(article: Article, viewer: Viewer) -> list[Week]:
    """The last `WEEKS` weeks of an article, the oldest first; four queries."""
    ensure(policy.can_see_desk(viewer))
    today = clock.now().date()
    first = today - timedelta(days=7 * WEEKS - 1)
    found = [Week(first + timedelta(days=7 * number)) for number in range(WEEKS)]

    def at(day: date) -> Week | None:
        place = (day - first).days // 7
        return found[place] if 0 <= place < WEEKS else None

    for day, count in readers.by_day(article.document, first).items():
        if week := at(day):
            week.reads += count
    since = datetime.combine(first, time(), UTC)
    for moment, helped in db.session.execute(
        sa.select(Verdict.at, Verdict.helped).where(
            Verdict.target_kind == "article", Verdict.target_id == article.id, Verdict.at >= since
        )
    ):
        if week := at(moment.date()):
            week.helped, week.not_helped = week.helped + helped, week.not_helped + (not helped)
    for number, published in db.session.execute(
        sa.select(Revision.number, Revision.published_at)
        .where(Revision.article_id == article.id, Revision.published_at >= since)
        .order_by(Revision.number)
    ):
        if published and (week := at(published.date())):
            week.revisions.append(number)
    for reason, begun, ended in db.session.execute(
        sa.select(Flag.reason, Flag.at, Flag.closed_at)
        .where(Flag.document == article.document, sa.or_(Flag.closed_at.is_(None), Flag.closed_at >= since))
        .order_by(Flag.at)
    ):
        for week in found:
            ends = week.begins + timedelta(days=6)
            if begun.date() <= ends and (ended is None or ended.date() >= week.begins):
                week.flags += [] if reason in week.flags else [reason]
    return found
