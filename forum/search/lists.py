"""Pages of one search that fit together: the order as it was on its first page holds for the others.

Hits, votes and new posts change the ranking from one second to the next. If page 2 were cut from the ranking of its own
moment, what rose meanwhile would be seen twice, and what fell never. So the first page keeps its order (of the best
hundred, more when somebody reads on), links to further pages name it, and what was hidden since is left out there without
anything moving up. After a day, or without that name, pages are cut from the ranking as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.core import afterwards, clock
from forum.core.db import db, upsert
from forum.search import documents
from forum.search.models import ResultList

KEPT = timedelta(days=1)

Entries = list[list[str]]
"""One a result: its documents, the leading one first."""


def keep(of: Sequence[object], entries: Entries) -> str:
    """Remember this order of the search `of` (words and filters) a moment later; gives back its name."""
    slots = [[documents.slot_of(document) for document in entry] for entry in entries]
    name = _name(of, slots)
    afterwards.later("result list", (name, slots))
    return name


def kept(name: str | None, of: Sequence[object]) -> Entries:
    """The order of that name; empty when it is unknown, too old, or of another search."""
    if not name or len(name) > 32:
        return []
    columns = sa.select(ResultList.entries, ResultList.at).where(ResultList.id == name)
    found = db.session.execute(columns).first()
    if found is None or found.at < clock.now() - KEPT or _name(of, found.entries) != name:
        return []
    return [[documents.of_slot(slot) for slot in entry] for entry in found.entries]


def _name(of: Sequence[object], slots: Sequence[Sequence[int]]) -> str:
    whole = json.dumps([*of, slots], separators=(",", ":"), ensure_ascii=False)
    return hashlib.blake2b(whole.encode("utf-8", "replace"), digest_size=8).hexdigest()


@afterwards.writer("result list")
def _write(payloads: list[tuple[str, list[list[int]]]]) -> None:
    rows = [
        {"id": name, "entries": slots, "at": clock.now()}
        for name, slots in {name: (name, slots) for name, slots in payloads}.values()
    ]
    statement = upsert(ResultList.__table__)
    again = {"at": statement.excluded.at}
    db.session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=again), rows)


def forget_old() -> int:
    """Drop the orders that nobody reads on in any more."""
    old = sa.delete(ResultList).where(ResultList.at < clock.now() - KEPT)
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]
