"""Which sidecars make up the index after a commit: `view-<n>.json` beside Whoosh's n-th table of contents."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search_index import sidecar
from search_index.documents import SearchDocument
from search_index.searching import Index
from search_index.segment import Floats, Ints
from search_index.whoosh_engine import schema
from search_index.whoosh_engine.segments import WhooshSegment

AVERAGE_MAY_DRIFT = 0.1  # of the average length baked into the sidecars, before all are built anew


def average_length(reader: Any) -> float:
    """Of the documents in a Whoosh reader, as weighted by field."""
    leaves = [leaf for leaf, _ in reader.leaf_readers()]
    return float(
        sum(leaf.field_length(schema.TEXT) for leaf in leaves) / max(1, reader.doc_count_all()) or 1.0
    )


def settled_average(reader: Any, before: float) -> float:
    """The average length used so far (0: none) while it is near enough, so that sidecars stay valid."""
    now = average_length(reader)
    return before if before and abs(now - before) <= AVERAGE_MAY_DRIFT * before else now


def build(index: Any, folder: Path, average: float) -> str:
    """Build the sidecars that are missing for the newest commit and write its view; give back the view's name."""
    reader = index.reader()
    try:
        parts = []
        for leaf, _ in reader.leaf_readers():
            if not leaf.doc_count_all():
                continue
            path = folder / f"side-{leaf.segment().segment_id()}-{average:.4f}.bin"
            segment = WhooshSegment(leaf, average)
            if not path.exists():
                build_one(segment, path)
            parts.append({"file": path.name, "deleted": segment.deleted})
        view = folder / f"view-{index.latest_generation()}.json"
    finally:
        reader.close()
    fresh = view.with_suffix(f".{os.getpid()}")
    with fresh.open("w") as file:
        json.dump({"segments": parts}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(view)
    _clean(folder)
    return view.name


def build_one(segment: WhooshSegment, path: Path) -> None:
    """The sidecar of one Whoosh segment."""
    terms = segment.lexicon()

    def documents() -> Iterator[SearchDocument]:
        return (segment.document(number) for number in range(segment.count))

    def postings() -> Iterator[tuple[Ints, Floats]]:
        return (segment.postings(term.decode()) for term in terms)

    sidecar.build(path, documents(), segment.columns, terms, postings())


def open_view(path: Path) -> Index:
    """The index of a view. OSError or ValueError when something of it is missing or damaged."""
    parts = json.loads(path.read_text())["segments"]
    return Index([sidecar.SidecarSegment(path.parent / part["file"], part["deleted"]) for part in parts])


def _clean(folder: Path) -> None:
    """Keep the last two views (readers may be opening the older) and the sidecars they name."""
    views = sorted(folder.glob("view-*.json"), key=_number)
    for old in views[:-2]:
        old.unlink(missing_ok=True)
    named = {part["file"] for view in views[-2:] for part in json.loads(view.read_text())["segments"]}
    for file in folder.glob("side-*.bin"):
        if file.name not in named:
            file.unlink(missing_ok=True)


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])
