"""The vectors beside a segment's sidecar, and how near a query is to each document.

A document has a vector of its own (title and text weigh the same, so a long text does not drown its title), one for
each phrasing, and one for each learned search. They are kept as int8 and compared exactly, block by block.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import arrays, reading, weights
from search_index.documents import SearchDocument
from search_index.embedding import Embedder, Vectors, fitted

VERSION = 1
TEXT_CHARS = 900  # of a document that its vector is made of
SOLUTION_CHARS = 300  # of these for the solution of a question
QUERY_CHARS = 600
_BLOCK = 1024  # rows turned into floats at a time: they stay in the processor's cache
_here = threading.local()
_OWN, _PHRASING, _LEARNED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """An embedder, the weights of its tokens in this collection, and of how many documents they were taken."""

    embedder: Embedder
    weights: Vectors
    documents: int

    def encode_query(self, words: str, body: str = "") -> Vectors | None:
        """The query's vector; None when no token of it is known. Title and text of a question weigh the same."""
        found = self.embedder.encode([words[:QUERY_CHARS], body[:QUERY_CHARS]], self.weights)
        total = found[0] + found[1]
        length = float(np.linalg.norm(total))
        return np.asarray(total / length, np.float32) if length > 0 else None

    def build(self, path: Path, documents: Iterable[SearchDocument]) -> None:
        """Write the vectors of a segment's documents."""
        rows: list[npt.NDArray[np.int8]] = []
        owners: list[int] = []
        kinds: list[int] = []
        weights: list[float] = []
        count = 0
        for number, document in enumerate(documents):
            count = number + 1
            learned = reading.learned(document)
            given = [document.title, _text(document), *document.phrasings, *(text for text, _ in learned)]
            vectors = self.embedder.encode(given, self.weights)
            own = vectors[0] + vectors[1]
            vectors[1] = own / max(float(np.linalg.norm(own)), 1e-9)
            rows.append(np.rint(vectors[1:] * 127).astype(np.int8))
            owners += [number] * (len(given) - 1)
            kinds += [_OWN] + [_PHRASING] * len(document.phrasings) + [_LEARNED] * len(learned)
            weights += [1.0] * (1 + len(document.phrasings)) + [weight for _, weight in learned]
        table = np.concatenate(rows) if rows else np.zeros((0, self.embedder.dims), np.int8)
        made: dict[str, npt.NDArray[Any]] = {"vectors": table, "owners": np.array(owners, np.int32), "kinds": np.array(kinds, np.uint8),
                "weights": np.array(weights, np.float32)}  # fmt: skip
        arrays.write(path, made, {"version": VERSION, "count": count})


def fit(embedder: Embedder, path: Path, documents: Iterable[SearchDocument]) -> None:
    """Weigh the tokens by their rarity in these documents, and keep the weights in a file."""
    seen = 0

    def texts() -> Iterator[str]:
        nonlocal seen
        for document in documents:
            seen += 1
            yield f"{document.title}. {_text(document)}"

    weights = fitted(embedder, texts())
    arrays.write(path, {"weights": weights}, {"version": VERSION, "model": embedder.name, "documents": seen})


def load(embedder: Embedder, path: Path) -> Meaning:
    """The weights of a file. ValueError when they are of another model, OSError when they can't be read."""
    made, meta = arrays.read(path)
    if meta.get("model") != embedder.name or meta.get("version") != VERSION:
        raise ValueError("The weights belong to another model")
    return Meaning(embedder, made["weights"], int(meta["documents"]))


class SegmentVectors:
    """The mapped vectors of one segment."""

    def __init__(self, path: Path) -> None:
        made, meta = arrays.read(path)
        if meta.get("version") != VERSION:
            raise ValueError(f"{path.name} is of another version")
        self.count = int(meta["count"])
        self._vectors, self._owners, self._kinds = made["vectors"], made["owners"], made["kinds"]
        self._weights = made["weights"]
        self._learned = np.flatnonzero(self._kinds == _LEARNED)
        self._said = np.flatnonzero(self._kinds != _LEARNED)
        self._plain = len(self._vectors) == self.count

    def nearness(self, query: Vectors) -> tuple[Vectors, Vectors]:
        """(cosine of the nearest of own text and phrasings, votes of learned searches) of every document."""
        cosines = np.empty(len(self._vectors), np.float32)
        scaled = query / np.float32(127)
        floats = _buffer(self._vectors.shape[1])
        for start in range(0, len(self._vectors), _BLOCK):
            block = self._vectors[start : start + _BLOCK]
            np.copyto(floats[: len(block)], block)
            np.dot(floats[: len(block)], scaled, out=cosines[start : start + len(block)])
        votes = np.zeros(self.count, np.float32)
        if self._plain:
            return cosines, votes
        best = np.full(self.count, -1.0, np.float32)
        np.maximum.at(best, self._owners[self._said], cosines[self._said])
        if len(self._learned):
            near = np.maximum(cosines[self._learned], 0) ** weights.LEARNED_MEANING_SHARPNESS
            votes = np.bincount(
                self._owners[self._learned], near * self._weights[self._learned], minlength=self.count
            ).astype(np.float32)
        return best, votes


def _buffer(width: int) -> Vectors:
    """Room for a block, one a thread: asking the system for new memory each time costs four times the multiplying."""
    kept = getattr(_here, "floats", None)
    if kept is None or kept.shape[1] != width:
        kept = _here.floats = np.empty((_BLOCK, width), np.float32)
    return np.asarray(kept)


def _text(document: SearchDocument) -> str:
    text = ". ".join(
        part for part in (document.title, document.summary, " ".join(document.tags), document.body) if part
    )
    if document.solution:
        return text[: TEXT_CHARS - SOLUTION_CHARS] + ". " + document.solution[:SOLUTION_CHARS]
    return text[:TEXT_CHARS]
