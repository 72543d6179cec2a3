"""What came of searches that were made on other sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.search.models import SearchRecord

SOURCE = "widget"  # `SearchRecord.source` of these
DAYS = 30


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the last `DAYS` days. Not every search is over or ended in something that is counted here."""

    searches: int
    found_none: int
    helped: int
    not_helped: int
    asked: int


def counts() -> Counts:
    """One query."""
    record = SearchRecord

    def ended(*outcomes: str) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((record.outcome.in_(outcomes), 1)))

    row = db.session.execute(
        sa.select(
            sa.func.count(record.id),
            sa.func.count(sa.case((record.total == 0, 1))),
            ended("helped", "satisfied"),
            ended("not_helped"),
            ended("asked", "solved", "escalated"),
        ).where(record.source == SOURCE, record.at > clock.now() - timedelta(days=DAYS))
    ).one()
    return Counts(*row)
