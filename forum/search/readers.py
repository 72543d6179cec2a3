"""How many people read each document: by day, and in the last 30 days. What every list of work is ordered by."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from forum.core import clock, freshness
from forum.core.db import db, upsert
from forum.search.models import DocumentDay, DocumentSignal, Hit

DAYS = 30  # whoever read it within these days is concerned by what is wrong with it
AGAIN_DAYS = 2  # days counted anew: visits around midnight are written a moment later

freshness.unseen("document_day")


def count() -> int:
    """Count the visitors of the days since the last time, and of the last 30 days. Returns documents with readers.

    Visitor ids change each day, so a reader who comes on three days is counted three times, as in the ranking.
    """
    today = clock.now().date()
    last = db.session.scalar(sa.select(sa.func.max(DocumentDay.day)))
    days = sa.select(Hit.document, Hit.day, sa.func.count()).group_by(Hit.document, Hit.day)
    if last is not None:
        days = days.where(Hit.day >= min(last, today) - timedelta(days=AGAIN_DAYS))
    statement = upsert(DocumentDay.__table__).from_select(["document", "day", "readers"], days)
    # SQLite reads "ON CONFLICT" after a SELECT without WHERE as part of a join.
    if last is None:
        statement = upsert(DocumentDay.__table__).from_select(
            ["document", "day", "readers"], days.where(sa.true())
        )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["document", "day"], set_={"readers": statement.excluded.readers}
        )
    )
    sums = (
        sa.select(sa.func.coalesce(sa.func.sum(DocumentDay.readers), 0))
        .where(
            DocumentDay.document == DocumentSignal.document, DocumentDay.day > today - timedelta(days=DAYS)
        )
        .scalar_subquery()
    )
    lately = sa.select(DocumentDay.document).where(DocumentDay.day > today - timedelta(days=DAYS))
    changed = sa.or_(DocumentSignal.readers > 0, DocumentSignal.document.in_(lately))
    db.session.execute(
        sa.update(DocumentSignal)
        .where(changed)
        .values(readers=sums)
        .execution_options(synchronize_session=False)
    )
    counted = sa.select(sa.func.count()).select_from(DocumentSignal).where(DocumentSignal.readers > 0)
    return int(db.session.scalar(counted) or 0)


def by_day(document: str, since: date) -> dict[date, int]:
    """{day: visitors} of one document since a day; days without any are left out. One query."""
    chosen = sa.select(DocumentDay.day, DocumentDay.readers).where(
        DocumentDay.document == document, DocumentDay.day >= since
    )
    return {row.day: row.readers for row in db.session.execute(chosen)}
