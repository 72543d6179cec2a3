"""What is old goes; of searches, counts stay."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db, upsert
from forum.search.models import Hit, SearchDay, SearchRecord

SEARCHES_DAYS = 90  # how long searches are kept; then only counts of the day are
HITS_DAYS = 60  # single visits; the sums stay


def forget_old() -> int:
    """Delete searches and single visits that are older than they need be; of searches, counts of the day stay."""
    now = clock.now()
    searches = forget_searches(SearchRecord.at < now - timedelta(days=SEARCHES_DAYS))
    visits: Any = db.session.execute(sa.delete(Hit).where(Hit.day < (now - timedelta(days=HITS_DAYS)).date()))
    return searches + int(visits.rowcount)


def forget_searches(which: sa.ColumnElement[bool]) -> int:
    """Delete these searches; counts of their days stay. Returns how many."""
    _count_days(db.session.execute(sa.select(*_COUNTED).where(which).execution_options(yield_per=1000)))
    gone: Any = db.session.execute(
        sa.delete(SearchRecord).where(which).execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)


_COUNTED = (SearchRecord.at, SearchRecord.lang, SearchRecord.total, SearchRecord.outcome)


def _count_days(rows: Iterable[Any]) -> None:
    sums: dict[tuple[date, str, str], Counter[str]] = defaultdict(Counter)
    for at, lang, total, came_of_it in rows:
        sums[at.date(), lang, came_of_it].update(searches=1, found_none=int(total == 0))
    for (day, lang, came_of_it), counts in sums.items():
        table = SearchDay.__table__
        more = {name: table.c[name] + count for name, count in counts.items()}
        statement = upsert(table).values(day=day, lang=lang, outcome=came_of_it, **counts)
        keys = ["day", "lang", "outcome"]
        db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=more))
