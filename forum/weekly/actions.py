"""Put the page of a week together when the week has ended, and tell those who asked for it."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum import hours
from forum.core import clock
from forum.core.db import db, upsert
from forum.notifications import queries as notifications
from forum.notifications.actions import tell_many
from forum.weekly import queries
from forum.weekly.calendar import Week, week_before
from forum.weekly.models import WeekItem, WeekPage

KIND = "weekly"


def make_due() -> WeekPage | None:
    """The page of the week that ended last, unless it is there; none of a week in which nothing happened."""
    week = week_before(clock.now(), hours.calendar().zone)
    there = sa.select(WeekPage.id).where(WeekPage.year == week.year, WeekPage.number == week.number)
    return None if db.session.scalar(there) is not None else make(week)


def make(week: Week, quiet: bool = False) -> WeekPage | None:
    """Choose what the page shows, keep it, tell who wants to know. `quiet`: tell nobody (the demo)."""
    solved = queries.solved(week.begins_at, week.ends_at)
    articles = queries.published(week.begins_at, week.ends_at)
    if not solved and not articles:
        return None
    row = upsert(WeekPage.__table__).values(
        year=week.year, number=week.number, begins_at=week.begins_at, ends_at=week.ends_at, made_at=clock.now()
    )  # fmt: skip
    if db.session.execute(row.on_conflict_do_nothing()).rowcount == 0:  # type: ignore[attr-defined]
        return None  # another worker was first
    page = queries.of(week.year, week.number)
    earlier = queries.solved(week.ends_at - timedelta(days=queries.OUTSIDE_DAYS), week.ends_at)
    parts = {
        "solved": [each.document for each in solved[: queries.SOLVED]],
        "articles": [each.document for each in articles],
        "outside": _one_of_each([*solved, *articles, *earlier]),
    }
    for part, found in parts.items():
        for place, document in enumerate(found):
            db.session.add(WeekItem(week_id=page.id, part=part, place=place, document=document))
    db.session.flush()
    if not quiet:
        tell_many(
            notifications.who_chose(KIND), KIND, page.path, mail_as="weekly",
            year=week.year, week=week.number, solved=len(solved), articles=len(articles),
        )  # fmt: skip
    return page


def _one_of_each(found: list[queries.Happened]) -> list[str]:
    best: dict[tuple[int, str], str] = {}
    for each in found:
        best.setdefault((each.topic_id, each.lang), each.document)
    return list(best.values())
