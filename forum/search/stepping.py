"""Is the index in step with the database? Compared by id and version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forum.search import documents, outbox
from forum.search.engine import engine
from forum.search.rebuilding import BATCH


@dataclass(frozen=True, slots=True)
class Comparison:
    """Documents that only the database has, only the index has, or that the index has in another version."""

    in_database: int
    in_index: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def in_step(self) -> bool:
        """Is every document in the index as it stands in the database, and no other?"""
        return not (self.missing or self.extra or self.stale)


def compare() -> Comparison:
    """Compare all. Raises `SearchUnavailable` when there is no index to compare with."""
    indexed = engine().versions()
    with outbox.reading():
        stored = dict(_stored())
    return Comparison(
        in_database=len(stored),
        in_index=len(indexed),
        missing=tuple(sorted(stored.keys() - indexed.keys())),
        extra=tuple(sorted(indexed.keys() - stored.keys())),
        stale=tuple(sorted(d for d in stored.keys() & indexed.keys() if stored[d] != indexed[d])),
    )


def _stored() -> Iterator[tuple[str, int]]:
    for searchable in documents.kinds():
        if searchable.versions is not None:
            for number, version in searchable.versions():
                yield f"{searchable.kind}:{number}", version
            continue
        ids = list(searchable.all_ids())
        for start in range(0, len(ids), BATCH):
            for document in searchable.load(ids[start : start + BATCH]):
                yield document.id, document.version
