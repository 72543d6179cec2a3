"""What became of a search, decided when it is over: half an hour after it was made.

    helped, not_helped, asked, solved, escalated   somebody said so or did so: these stay
    refined     its visitor tried other words soon after; the search with those words knows it (`refines`)
    satisfied   something was opened, and nothing was searched after it
    gave_up     nothing was opened, nothing tried, nothing asked

Readers never wait for it: the clock runs it (`forum.schedule`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.search.learning import SETTLED, TRIED_AGAIN
from forum.search.models import SearchRecord

BATCH = 500
BATCHES_MAX = 40  # of one run: the rest waits for the next


class _Beside(NamedTuple):
    """Another search of the same visitor."""

    id: str
    at: datetime
    normal: str


def settle() -> int:
    """Decide the outcome of searches that are over. Returns how many; commits batch by batch."""
    done = 0
    for _ in range(BATCHES_MAX):
        over = SearchRecord.settled_at.is_(None), SearchRecord.at < clock.now() - SETTLED
        chosen = sa.select(SearchRecord).where(*over).order_by(SearchRecord.at, SearchRecord.id)
        batch = db.session.scalars(chosen.limit(BATCH)).all()
        if not batch:
            break
        _decide(batch)
        db.session.commit()
        done += len(batch)
    return done


def _decide(batch: Sequence[SearchRecord]) -> None:
    beside = _beside(batch)
    refining: list[dict[str, str]] = []
    for record in batch:
        following = None if record.asking else _next(record, beside[record.visitor])
        if following is not None:
            record.reformulated = True
            refining.append({"of": following, "from_id": record.id})
        if record.outcome in ("", "opened"):
            record.outcome = _ended(record, following is not None)
        record.settled_at = clock.now()
    if refining:
        table: Any = SearchRecord.__table__
        change = sa.update(table).where(SearchRecord.id == sa.bindparam("of"))
        db.session.flush()
        db.session.connection().execute(change.values(refines=sa.bindparam("from_id")), refining)


def _ended(record: SearchRecord, refined: bool) -> str:
    if refined:
        return "refined"
    return "satisfied" if record.opened else "gave_up"


def _next(record: SearchRecord, beside: Sequence[_Beside]) -> str | None:
    """The id of the first search with other words that the visitor made soon after."""
    last = record.at + TRIED_AGAIN
    later = (each for each in beside if record.at < each.at <= last and each.normal != record.normal)
    found = min(later, key=lambda each: each.at, default=None)
    return found.id if found else None


def _beside(batch: Sequence[SearchRecord]) -> dict[str, list[_Beside]]:
    """Searches of these visitors, about then; what stood beside an ask form is no search of theirs."""
    first, last = min(each.at for each in batch), max(each.at for each in batch) + TRIED_AGAIN
    columns = (SearchRecord.visitor, SearchRecord.id, SearchRecord.at, SearchRecord.normal)
    chosen = sa.select(*columns).where(
        SearchRecord.visitor.in_({each.visitor for each in batch}),
        SearchRecord.at.between(first, last),
        ~SearchRecord.asking,
    )
    found: dict[str, list[_Beside]] = defaultdict(list)
    for visitor, id_, at, normal in db.session.execute(chosen):
        found[visitor].append(_Beside(id_, at, normal))
    return found
