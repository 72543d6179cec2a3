"""From the features' tables into `document_signal` and the memory-mapped file.

The row is the durable copy, the file is what every search of every process multiplies with. Both are written while
the rows are locked, so the later writer has seen the earlier one's change. Signals never touch the index.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.core import clock, jobs
from forum.core.db import db, may_write, upsert
from forum.search import documents
from forum.search.engine import store
from forum.search.models import DocumentSignal
from forum.search.signals.sources import NOTHING, ask
from search_index import Signals
from search_index.ranking import hit_weight
from search_index.tuning import InForce

log = logging.getLogger(__name__)

KIND = "signals"
BATCH = 500
SEED_AGE_HALF_LIVES = (
    1.0  # views brought by an import count as if made a half-life ago: known, but not of today
)
SEED_HITS_MAX = 100.0  # and never as more visits than this

_table = cast(sa.Table, DocumentSignal.__table__)


def changed(document: str) -> None:
    """Say, in the current transaction, that a source's answer about the document changed.

    Right after the commit the numbers are computed and in force for the next search of every process. Should this
    process die in between, the job does it.
    """
    documents.split(document)
    jobs.enqueue(KIND, {"document": document})
    db.session().info.setdefault(_PENDING, set()).add(document)


def weigh(said: InForce) -> None:
    """Say, in the current transaction, which weights hold from its commit on, for the next search of every process.

    Should this process die in between, `weigh_again` does it, by the clock. Documents whose trust they change are to
    be said to have `changed`.
    """
    db.session().info[_WEIGHTS] = said


def weigh_again(said: InForce) -> bool:
    """Put these weights in force, whatever holds now. Returns whether others did."""
    if store().in_force == said:
        return False
    store().put_in_force(said, whatever=True)
    return True


_PENDING = "signals_changed"
_WEIGHTS = "weights_changed"


@event.listens_for(Session, "after_commit")
def _in_force(session: Session) -> None:
    if session.in_nested_transaction():
        return
    if said := session.info.pop(_WEIGHTS, None):
        try:
            store().put_in_force(said)
        except OSError:
            log.exception("the weights are left to the worker")
    if _PENDING not in session.info:
        return
    pending: set[str] = session.info.pop(_PENDING)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    token = may_write.set(True)
    try:
        with app.app_context():  # a session of its own: the one that committed can't be used here
            refresh(sorted(pending))
            db.session.commit()
    except Exception:
        log.exception("signals of %s are left to the worker", sorted(pending))
    finally:
        may_write.reset(token)


@event.listens_for(Session, "after_soft_rollback")
def _never_happened(session: Session, undone: Any) -> None:
    if not undone.nested:  # a savepoint alone: one refresh too many does no harm
        session.info.pop(_PENDING, None)
        session.info.pop(_WEIGHTS, None)


@jobs.handles(KIND, batch=200, lease_seconds=15)
def _refresh_again(claimed: Sequence[jobs.Claimed]) -> None:
    refresh(sorted({str(job.payload["document"]) for job in claimed}))


def refresh(wanted: Iterable[str]) -> None:
    """Compute the numbers of these documents from the sources, in the current transaction; the caller commits.

    Rows are locked before the sources are read: of two at once, the later one reads what the earlier one knew.
    """
    slots = {document: documents.slot_of(document) for document in dict.fromkeys(wanted)}
    names = sorted(slots, key=lambda document: slots[document])
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        lock(part)
        values = [{"at_slot": slots[document], **facts} for document, facts in ask(part).items()]
        db.session.connection().execute(_UPDATE, values)
        publish([slots[document] for document in part])


def lock(names: Sequence[str]) -> None:
    """Make the rows of these documents where they are missing, and lock them, always in the same order."""
    slot_of = {documents.slot_of(document): document for document in names}
    slots = sorted(slot_of)
    rows = [{**_NEW, "slot": slot, "document": slot_of[slot]} for slot in slots]
    db.session.execute(upsert(_table).values(rows).on_conflict_do_nothing())
    db.session.execute(
        sa.select(_table.c.slot).where(_table.c.slot.in_(slots)).order_by(_table.c.slot).with_for_update()
    )


_NEW: dict[str, Any] = {"hits": 0.0, "hits_total": 0, "hits_seeded": 0, **NOTHING}
_UPDATE = (
    sa.update(_table)
    .where(_table.c.slot == sa.bindparam("at_slot"))
    .values({name: sa.bindparam(name) for name in NOTHING})
)


def publish(slots: Sequence[int]) -> None:
    """Copy rows of the current transaction into the memory-mapped file, while they are still locked."""
    rows = db.session.execute(sa.select(_table).where(_table.c.slot.in_(slots))).all()
    store().set_many({row.slot: _signals(row) for row in rows})


def _signals(row: Any) -> Signals:
    return Signals(
        row.hits, max(0, row.helped), max(0, row.not_helped), row.solved, row.pinned, row.trust, row.unsafe,
        row.under_review_since is not None,
    )  # fmt: skip


def add_hits(new: Sequence[tuple[str, float]]) -> None:
    """Count visits: (document, unix seconds), in the current transaction; the caller commits."""
    sums: dict[str, tuple[float, int]] = {}
    for document, when in new:
        weight, count = sums.get(document, (0.0, 0))
        sums[document] = (weight + hit_weight(when), count + 1)
    if not sums:
        return
    lock(list(sums))
    slots = {document: documents.slot_of(document) for document in sums}
    values = [
        {"at_slot": slots[document], "weight": weight, "count": count}
        for document, (weight, count) in sums.items()
    ]
    db.session.connection().execute(_ADD_HITS, values)
    publish(list(slots.values()))


_ADD_HITS = (
    sa.update(_table)
    .where(_table.c.slot == sa.bindparam("at_slot"))
    .values(
        hits=_table.c.hits + sa.bindparam("weight"), hits_total=_table.c.hits_total + sa.bindparam("count")
    )
)


def seed(views: Mapping[str, int]) -> None:
    """Say how often documents were looked at elsewhere, before they came here; said again, the last word counts.

    Each counts as `_seeded_hits`. In the current transaction; the caller commits.
    """
    wanted = {document: max(0, count) for document, count in views.items()}
    if not wanted:
        return
    lock(list(wanted))
    query = sa.select(_table.c.document, _table.c.slot, _table.c.hits_seeded, _table.c.hits)
    rows = db.session.execute(query.where(_table.c.document.in_(list(wanted)))).all()
    values = [
        {
            "at_slot": row.slot,
            "seeded": wanted[row.document],
            "sum": max(0.0, row.hits + _seeded_hits(wanted[row.document]) - _seeded_hits(row.hits_seeded)),
        }
        for row in rows
        if row.hits_seeded != wanted[row.document]
    ]
    if values:
        db.session.connection().execute(_SEED, values)
        publish([value["at_slot"] for value in values])


_SEED = (
    sa.update(_table)
    .where(_table.c.slot == sa.bindparam("at_slot"))
    .values(hits=sa.bindparam("sum"), hits_seeded=sa.bindparam("seeded"))
)


def _seeded_hits(views: int) -> float:
    """Hits that `views` of another system stand for: the root, at most `SEED_HITS_MAX`, a half-life old."""
    hits = min(SEED_HITS_MAX, math.sqrt(max(0, views)))
    return float(hits * hit_weight(clock.now().timestamp()) / 2.0**SEED_AGE_HALF_LIVES)


def refresh_all() -> int:
    """Fill the signals file anew from the database: after it was lost, or sources changed. Returns documents."""
    done = 0
    for searchable in documents.kinds():
        ids = list(searchable.all_ids())
        db.session.commit()
        for start in range(0, len(ids), BATCH):
            refresh(f"{searchable.kind}:{number}" for number in ids[start : start + BATCH])
            db.session.commit()  # short transactions: people write meanwhile
        done += len(ids)
    return done


def mend() -> int:
    """Copy what the file does not say as the rows do (it was deleted, or is an old copy). Returns how many."""
    wrong: list[int] = []
    token = may_write.set(False)
    try:
        for row in db.session.execute(sa.select(_table).execution_options(yield_per=BATCH)):
            if store().get(row.slot) != _signals(row):
                wrong.append(row.slot)
        db.session.rollback()
    finally:
        may_write.reset(token)
    for start in range(0, len(wrong), BATCH):
        part = wrong[start : start + BATCH]
        query = sa.select(_table.c.slot).where(_table.c.slot.in_(part)).order_by(_table.c.slot)
        db.session.execute(query.with_for_update())
        publish(part)
        db.session.commit()
    return len(wrong)
