"""The live numbers of documents: from the features' tables into `document_signal` and the memory-mapped file.

The row is the durable copy, the file is what every search of every process multiplies with. Both are written while
the rows are locked, so the later writer has seen the earlier one's change. Signals never touch the index.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from forum.core import clock, jobs
from forum.core.db import db, may_write, upsert
from forum.search import documents
from forum.search.engine import store
from forum.search.models import DocumentSignal
from search_index import Signals
from search_index.ranking import MIN_TRUST, hit_weight

log = logging.getLogger(__name__)

KIND = "signals"
BATCH = 500
HELP_COUNTS_HITS = 3.0  # for the order of the FAQ: who says "this helped" weighs as much as three visits
SEED_AGE_HALF_LIVES = 1.0  # views brought by an import count as if made a half-life ago: known, but not of today
SEED_HITS_MAX = 100.0  # and never as more visits than this

_table = DocumentSignal.__table__


class Facts(TypedDict, total=False):
    """What a source may say of a document. Counts of several sources add up, trust multiplies, marks join."""

    solved: bool
    pinned: bool
    helped: int
    not_helped: int
    trust: float
    unsafe: bool
    under_review_since: datetime | None


Source = Callable[[Sequence[str]], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class SignalRow:
    """The numbers of a document now. `hits`: visits, each halved every 30 days."""

    document: str
    hits: float = 0.0
    hits_total: int = 0
    helped: int = 0
    not_helped: int = 0
    solved: bool = False
    pinned: bool = False
    trust: float = 1.0
    unsafe: bool = False
    under_review_since: datetime | None = None


_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source: `source(documents)` gives what it knows of those documents, as `Facts`; others it leaves out.

    It reads `db.session` (a session of its own, not the request's) and must not write.
    """
    if source not in _sources:
        _sources.append(source)


def changed(document: str) -> None:
    """Say, in the current transaction, that a source's answer about the document changed.

    Right after the commit the numbers are computed and in force for the next search of every process. Should this
    process die in between, the job does it.
    """
    documents.split(document)
    jobs.enqueue(KIND, {"document": document})
    db.session().info.setdefault(_PENDING, set()).add(document)


_PENDING = "signals_changed"


@event.listens_for(Session, "after_commit")
def _in_force(session: Session) -> None:
    if session.in_nested_transaction() or _PENDING not in session.info:
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
        values = [{"at_slot": slots[document], **_facts} for document, _facts in _ask(part).items()]
        db.session.connection().execute(_UPDATE, values)
        publish([slots[document] for document in part])


def lock(names: Sequence[str]) -> None:
    """Make the rows of these documents where they are missing, and lock them, always in the same order."""
    rows = [{"slot": documents.slot_of(document), "document": document} for document in names]
    rows.sort(key=lambda row: row["slot"])
    db.session.execute(upsert(_table).values([_NEW | row for row in rows]).on_conflict_do_nothing())
    slots = [row["slot"] for row in rows]
    db.session.execute(
        sa.select(_table.c.slot).where(_table.c.slot.in_(slots)).order_by(_table.c.slot).with_for_update()
    )


_NEW: dict[str, Any] = dict(
    hits=0.0, hits_total=0, hits_seeded=0, helped=0, not_helped=0, solved=False, pinned=False, trust=1.0, unsafe=False
)
_FACTS = ("helped", "not_helped", "solved", "pinned", "trust", "unsafe", "under_review_since")
_UPDATE = (
    sa.update(_table)
    .where(_table.c.slot == sa.bindparam("at_slot"))
    .values({name: sa.bindparam(name) for name in _FACTS})
)


def _ask(part: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Every source's word on these documents, joined."""
    whole: dict[str, dict[str, Any]] = {
        document: dict(
            helped=0, not_helped=0, solved=False, pinned=False, trust=1.0, unsafe=False, under_review_since=None
        )
        for document in part
    }
    for source in _sources:
        for document, facts in source(part).items():
            mine = whole.get(document)
            if mine is None:
                continue
            for name, value in facts.items():
                mine[name] = _join(name, mine[name], value)
    for mine in whole.values():
        mine["trust"] = max(MIN_TRUST, mine["trust"])
    return whole


def _join(name: str, one: Any, other: Any) -> Any:
    if name in ("helped", "not_helped"):
        return one + int(other)
    if name == "trust":
        return one * float(other)
    if name == "under_review_since":
        return min((moment for moment in (one, other) if moment is not None), default=None)
    return bool(one or other)


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
    values = [
        {"at_slot": documents.slot_of(document), "weight": weight, "count": count}
        for document, (weight, count) in sums.items()
    ]
    db.session.connection().execute(_ADD_HITS, values)
    publish([value["at_slot"] for value in values])


_ADD_HITS = (
    sa.update(_table)
    .where(_table.c.slot == sa.bindparam("at_slot"))
    .values(hits=_table.c.hits + sa.bindparam("weight"), hits_total=_table.c.hits_total + sa.bindparam("count"))
)


def seeded_hits(views: int) -> float:
    """Hits that `views` of another system stand for: the root, at most `SEED_HITS_MAX`, a half-life old."""
    then = clock.now().timestamp()
    return min(SEED_HITS_MAX, max(0, views) ** 0.5) * hit_weight(then) / 2.0**SEED_AGE_HALF_LIVES


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


def rows(wanted: Iterable[str]) -> dict[str, SignalRow]:
    """The numbers of these documents now; a document without any has the defaults. One query."""
    names = list(dict.fromkeys(wanted))
    found = {name: SignalRow(name) for name in names}
    if not names:
        return found
    weight = hit_weight(clock.now().timestamp())
    for row in db.session.execute(sa.select(_table).where(_table.c.document.in_(names))):
        found[row.document] = SignalRow(
            row.document, row.hits / weight, row.hits_total, row.helped, row.not_helped, row.solved, row.pinned,
            row.trust, row.unsafe, row.under_review_since,
        )  # fmt: skip
    return found


def row(document: str) -> SignalRow:
    """The numbers of one document now."""
    return rows([document])[document]


def needs(wanted: Iterable[str]) -> dict[str, float]:
    """How much each document is needed, for the order of the FAQ: larger is more. One query; see `need`."""
    names = list(dict.fromkeys(wanted))
    if not names:
        return {}
    query = sa.select(_table.c.document, need()).where(_table.c.document.in_(names))
    found = {document: float(value) for document, value in db.session.execute(query)}
    return {name: found.get(name, 0.0) for name in names}


def need() -> sa.ColumnElement[float]:
    """SQL: (visits of late + 3 for each reader it helped) * trust. NULL without a row: outer-join by `of`."""
    visits = _table.c.hits / hit_weight(clock.now().timestamp())
    return (visits + HELP_COUNTS_HITS * _table.c.helped) * _table.c.trust


def of(kind: str, number: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """SQL: the join condition between a document's id column and `DocumentSignal`.

    ``select(...).outerjoin(DocumentSignal, signals.of("article", Article.id)).order_by(sa.func.coalesce(signals.need(), 0.0).desc())``
    """
    return _table.c.slot == number * documents.LANES + documents.slot(kind, 0)
