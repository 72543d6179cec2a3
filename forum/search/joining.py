"""One document takes another's place: what visitors did with the one counts for the other from now on."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.search import documents, outbox
from forum.search.learned import LATELY, faded
from forum.search.models import DocumentSignal, LearnedQuery
from forum.search.signals.writing import lock, publish


def join(taken: str, into: str) -> None:
    """Move hits and the words of satisfied searches from `taken` to `into`, in the current transaction.

    Verdicts stay: they were given on another text. Single visits stay too, as they happened; only the sums move.
    """
    lock([taken, into])
    chosen = sa.select(DocumentSignal).where(DocumentSignal.document.in_((taken, into)))
    by_name = {
        row.document: row for row in db.session.scalars(chosen.execution_options(populate_existing=True))
    }
    old, new = by_name[taken], by_name[into]
    new.hits, new.hits_total = new.hits + old.hits, new.hits_total + old.hits_total
    new.hits_seeded += old.hits_seeded
    old.hits, old.hits_total, old.hits_seeded = 0.0, 0, 0
    db.session.flush()
    publish([documents.slot_of(taken), documents.slot_of(into)])
    _join_words(taken, into)
    outbox.changed(into)
    outbox.changed(taken)


def _join_words(taken: str, into: str) -> None:
    chosen = sa.select(LearnedQuery).where(LearnedQuery.document.in_((taken, into)))
    rows = list(db.session.scalars(chosen))
    there = {row.normal: row for row in rows if row.document == into}
    for row in rows:
        if row.document != taken:
            continue
        same = there.get(row.normal)
        if same is None:
            row.document = into
            continue
        latest = max(row.last_at, same.last_at)
        same.weight = faded(same.weight, same.last_at, latest) + faded(row.weight, row.last_at, latest)
        for lately in ("recent", "left"):
            both = (faded(getattr(each, lately), each.last_at, latest, LATELY) for each in (same, row))
            setattr(same, lately, sum(both))
        same.seen, same.last_at = same.seen + row.seen, latest
        db.session.delete(row)
    db.session.flush()
