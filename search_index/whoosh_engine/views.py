"""Which sidecars make up the index after a commit: `view-<n>.json` beside Whoosh's n-th table of contents."""

import json
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from search_index import arrays, grading, learning, missed, sidecar
from search_index.embedding import Embedder
from search_index.index import Index
from search_index.meaning import Meaning, SegmentVectors, fit, load
from search_index.segment import Floats, Ints
from search_index.whoosh_engine import bulk, schema
from search_index.whoosh_engine.segments import WhooshSegment

log = logging.getLogger(__name__)

_PATTERNS = ("side-*.bin", "vec-*.bin", "meaning-*.bin", "lesson-*.bin")
AVERAGE_MAY_DRIFT = 0.1  # of the average length baked into the sidecars, before all are built anew
LESSON_MAY_DRIFT = 0.1  # of the number of past searches, before they grade themselves anew
GROWN_BY, GROWN_FROM = 2, 50  # documents since the words were weighed, before they are weighed anew


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


class View(NamedTuple):
    """What `build` made: the name of the view's file, and that of the weights its vectors were made with ("": none)."""

    name: str
    meaning: str


def build(index: Any, folder: Path, average: float, embedder: Embedder | None, meaning: str) -> View:
    """Build the sidecars and vectors that are missing for the newest commit, and write its view."""
    with index.reader() as reader:
        leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        segments = [WhooshSegment(leaf, average) for leaf in leaves]
        meaning = _settled_meaning(segments, folder, embedder, meaning) if embedder and segments else ""
        understood = load(embedder, folder / meaning) if embedder and meaning else None
        parts = []
        for leaf, segment in zip(leaves, segments, strict=True):
            path = sidecar_path(folder, leaf.segment().segment_id(), average)
            if not _readable(path, sidecar.SidecarSegment):
                build_one(segment, path)
            vectors = vectors_path(folder, leaf.segment().segment_id(), meaning)
            if understood and not _readable(vectors, SegmentVectors):
                understood.build(vectors, segment.documents())
            parts.append(
                {"file": path.name, "deleted": segment.deleted, "vectors": vectors.name if meaning else ""}
            )
        lesson = _settled_lesson(parts, [s.deleted for s in segments], folder, understood, meaning)
        view = folder / f"view-{index.latest_generation()}.json"
    fresh = view.with_suffix(f".{os.getpid()}")
    with fresh.open("w") as file:
        json.dump({"segments": parts, "meaning": meaning, "lesson": lesson}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(view)
    _clean(folder)
    return View(view.name, meaning)


def write_built(built: bulk.Made, folder: Path, embedder: Embedder | None) -> str:
    """The files beside a segment whose documents were just read; the name of the weights its vectors were made with."""
    built.write_sidecar(sidecar_path(folder, built.segment, built.average))
    if not embedder or not built.cut:
        return ""
    meaning = _meaning_name(built.cut.documents)
    built.cut.fit(folder / meaning)
    weights = load(embedder, folder / meaning).weights
    built.cut.write(vectors_path(folder, built.segment, meaning), weights)
    return meaning


def sidecar_path(folder: Path, segment: str, average: float) -> Path:
    """Where the sidecar of a Whoosh segment lies whose impacts are based on this average length."""
    return folder / f"side-{segment}-{average:.4f}.bin"


def vectors_path(folder: Path, segment: str, meaning: str) -> Path:
    """Where the vectors of a Whoosh segment lie that were made with these weights."""
    return folder / f"vec-{segment}-{meaning}"


def _meaning_name(documents: int) -> str:
    return f"meaning-{documents}-{os.urandom(3).hex()}.bin"


def _settled_meaning(segments: list[WhooshSegment], folder: Path, embedder: Embedder, before: str) -> str:
    """The weights in use while they fit; new ones when there are none or the collection has doubled since."""
    count = sum(segment.count for segment in segments)
    if before:
        with suppress(OSError, ValueError):
            if count <= GROWN_BY * load(embedder, folder / before).documents + GROWN_FROM:
                return before
    name = _meaning_name(count)
    fit(embedder, folder / name, (document for segment in segments for document in segment.documents()))
    return name


def _settled_lesson(
    parts: list[dict[str, Any]],
    deleted: list[list[int]],
    folder: Path,
    understood: Meaning | None,
    meaning: str,
) -> str:
    """The file of what past searches taught: a new one when they have become a tenth more or fewer, others were left
    unsatisfied, or the vectors are others."""
    if understood is None:
        return ""
    vectors = [SegmentVectors(folder / part["vectors"]) for part in parts]
    rows = sum(
        int(np.count_nonzero(~np.isin(v.past_owners[: v.searches], gone)))
        for v, gone in zip(vectors, deleted, strict=True)
    )
    if not rows:
        return ""
    unsatisfied = missed.read(missed.beside(folder.parent))
    for path in folder.glob(_lesson_name(meaning, "*")):
        with suppress(OSError, ValueError):
            before = learning.load(path)
            few = abs(before.rows - rows) <= LESSON_MAY_DRIFT * before.rows
            if few and before.words == unsatisfied.checksum:
                return path.name
    segments = [
        sidecar.SidecarSegment(folder / part["file"], gone) for part, gone in zip(parts, deleted, strict=True)
    ]
    lesson = grading.learn(segments, vectors, understood, unsatisfied)
    if lesson is None:
        return ""
    path = folder / _lesson_name(meaning, os.urandom(3).hex())
    learning.save(lesson, path)
    return path.name


def _lesson_name(meaning: str, which: str) -> str:
    return f"lesson-{which}-{meaning}"


def build_one(segment: WhooshSegment, path: Path) -> None:
    """The sidecar of one Whoosh segment."""
    terms = segment.lexicon()

    def postings() -> Iterator[tuple[Ints, Floats]]:
        return (segment.postings(term.decode()) for term in terms)

    sidecar.build(path, segment.documents(), segment.columns, terms, postings())


def open_view(path: Path, embedder: Embedder | None) -> Index:
    """The index of a view. OSError, ValueError or KeyError when something of it is missing or damaged."""
    view = json.loads(path.read_text())
    parts, folder = view["segments"], path.parent
    segments = [sidecar.SidecarSegment(folder / part["file"], part["deleted"]) for part in parts]
    if embedder is not None and view["meaning"]:
        try:
            vectors = [SegmentVectors(folder / part["vectors"]) for part in parts]
            lesson = learning.load(folder / view["lesson"]) if view["lesson"] else None
            return Index(segments, load(embedder, folder / view["meaning"]), vectors, lesson)
        except (OSError, ValueError) as error:
            log.warning("The vectors can't be read; only words are searched until the next commit: %s", error)
    return Index(segments)


def open_whoosh(reader: Any, folder: Path, average: float, embedder: Embedder | None, meaning: str) -> Index:
    """The same index through Whoosh's own postings, with the vectors when they are whole."""
    leaves = [leaf for leaf, _ in reader.leaf_readers()]
    segments = [WhooshSegment(leaf, average) for leaf in leaves]
    if embedder is not None and meaning:
        with suppress(OSError, ValueError, KeyError):
            vectors = [
                SegmentVectors(vectors_path(folder, leaf.segment().segment_id(), meaning)) for leaf in leaves
            ]
            lessons = sorted(folder.glob(_lesson_name(meaning, "*")), key=lambda path: path.stat().st_mtime)
            lesson = learning.load(lessons[-1]) if lessons else None
            return Index(segments, load(embedder, folder / meaning), vectors, lesson)
    return Index(segments)


def drop_damaged(folder: Path) -> list[str]:
    """Remove the files beside the segments that no longer say what was written: `build` makes them anew. Their names."""
    damaged = [path for pattern in _PATTERNS for path in folder.glob(pattern) if not arrays.whole(path)]
    for path in damaged:
        path.unlink()
    return [path.name for path in damaged]


def _readable(path: Path, reader: Callable[[Path], object]) -> bool:
    """Is it there, and at first sight what it should be? One that is not would stand in the way of a new one."""
    try:
        reader(path)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _clean(folder: Path) -> None:
    """Keep the last two views (readers may be opening the older) and the sidecars they name."""
    views = sorted(folder.glob("view-*.json"), key=_number)
    for old in views[:-2]:
        old.unlink(missing_ok=True)
    named: set[str] = set()
    for view in views[-2:]:
        read = json.loads(view.read_text())
        named |= {read["meaning"], read.get("lesson", "")}
        named |= {part[name] for part in read["segments"] for name in ("file", "vectors")}
    for pattern in _PATTERNS:
        for file in folder.glob(pattern):
            if file.name not in named:
                file.unlink(missing_ok=True)


def _number(path: Path) -> int:
    return int(path.stem.partition("-")[2])
