"""The vectors beside a segment's sidecar, and how near a query is to each document.

A document has a vector of its own (title and text weigh the same, so a long text does not drown its title), one for
each phrasing, and one for each learned search. They are kept as int8 and compared exactly, block by block; of more
than SCAN_ALL only those that their sketches (`sketches.py`) say may be near.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search_index import arrays, sketches
from search_index.cutting import LEARNED, VERSION, Cut
from search_index.documents import SearchDocument
from search_index.embedding import Embedder, Vectors
from search_index.weights import MEANT_COSINE

QUERY_CHARS = 600
COMPARED = 4_096  # rows of more than that which are, the nearest by their sketches (measured: 998 of the nearest 1,000 60s)
_BLOCK = 1024  # rows turned into floats at a time: they stay in the processor's cache
_here = threading.local()


@dataclass(frozen=True, slots=True)
class Meaning:
    """An embedder, the weights of its tokens in this collection, and of how many documents they were taken."""

    embedder: Embedder
    weights: Vectors
    documents: int

    def encode_query(self, words: str, body: str = "") -> Vectors | None:
        """The query's vector; None when no token of it is known. Title and text of a question weigh the same."""
        found = self.embedder.encode([words[:QUERY_CHARS], body[:QUERY_CHARS]], self.weights, asked=True)
        total = found[0] + found[1]
        length = float(np.linalg.norm(total))
        return np.asarray(total / length, np.float32) if length > 0 else None

    def build(self, path: Path, documents: Iterable[SearchDocument]) -> None:
        """Write the vectors of a segment's documents."""
        cut = Cut(self.embedder)
        for document in documents:
            cut.add(document)
        cut.write(path, self.weights)


def fit(embedder: Embedder, path: Path, documents: Iterable[SearchDocument]) -> None:
    """Weigh the tokens by their rarity in these documents, and keep the weights in a file."""
    cut = Cut(embedder)
    for document in documents:
        cut.add(document)
    cut.fit(path)


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
        self._weights, self._sketches = made["weights"], made["sketches"]
        said = int(np.count_nonzero(self._kinds < LEARNED))
        self._plain = said == self.count
        self._own, self._past = self._vectors[:said], self._vectors[said:]
        self._said = self._owners[:said]
        self.searches = int(np.count_nonzero(self._kinds == LEARNED))
        """How many of the past's rows, the first, are searches; the others are sentences of the documents."""
        self.past_owners, self.past_weights = self._owners[said:], self._weights[said:]
        self.past_targets: Vectors = made["targets"][said:]
        """What each of the past's rows says of its document: 1 that it answers, less when it seems not to any more."""

    def nearness(self, query: Vectors, allowed: npt.NDArray[np.bool_] | None = None) -> Vectors:
        """The cosine of the nearest of own text and phrasings of every document.

        Of more than SCAN_ALL rows only the COMPARED that seem nearest (of those of `allowed` documents as well) are exact;
        those that seem farther are guessed by their sketches, below MEANT_COSINE. `sharpen` makes any exact.
        """
        if self._sketches.shape[1] != len(self._own):
            return self._of_documents(_dots(self._own, query[:, np.newaxis])[:, 0])
        counts = sketches.differing(self._sketches, query)
        rows = sketches.fewest(counts, COMPARED)
        if allowed is not None:
            passing = allowed if self._plain else allowed[self._said]
            if (
                2 * np.count_nonzero(passing[rows]) < COMPARED
            ):  # few of the nearest may be shown: look for others
                mine = passing.nonzero()[0]
                rows = np.union1d(rows, mine[sketches.fewest(counts[mine], COMPARED)])
        cosines = sketches.cosines(counts)
        np.minimum(cosines, np.float32(MEANT_COSINE - 0.001), out=cosines)
        cosines[rows] = self._exact(rows, query)
        return self._of_documents(cosines)

    def sharpen(self, near: Vectors, query: Vectors, documents: npt.NDArray[np.int64]) -> None:
        """Make what `nearness` gave exact for these documents."""
        if self._sketches.shape[1] != len(self._own) or not len(documents):
            return
        if self._plain:
            near[documents] = self._exact(documents, query)
            return
        wanted = np.zeros(self.count, np.bool_)
        wanted[documents] = True
        rows = wanted[self._said].nonzero()[0]
        near[documents] = -1.0
        np.maximum.at(near, self._said[rows], self._exact(rows, query))

    def _exact(self, rows: npt.NDArray[np.int64], query: Vectors) -> Vectors:
        return _dots(self._own[rows], query[:, np.newaxis])[:, 0]

    def _of_documents(self, cosines: Vectors) -> Vectors:
        if self._plain:
            return cosines
        best = np.full(self.count, -1.0, np.float32)
        np.maximum.at(best, self._said, cosines)
        return best

    def past_rows(self) -> npt.NDArray[np.int8]:
        """The vectors of past searches and of the sentences beside them, times 127, as `past_owners` and `past_weights`."""
        return self._past

    def past_dots(self, vector: Vectors) -> Vectors:
        """The product of each of these vectors with this one."""
        return _dots(self._past, vector[:, np.newaxis])[:, 0]


def _dots(rows: npt.NDArray[np.int8], columns: Vectors) -> Vectors:
    """rows / 127 @ columns, block by block."""
    found = np.empty((len(rows), columns.shape[1]), np.float32)
    scaled = np.ascontiguousarray(columns, np.float32) / np.float32(127)
    floats = _buffer(rows.shape[1])
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        np.copyto(floats[: len(block)], block)
        np.dot(floats[: len(block)], scaled, out=found[start : start + len(block)])
    return found


def _buffer(width: int) -> Vectors:
    """Room for a block, one a thread: asking the system for new memory each time costs four times the multiplying."""
    kept = getattr(_here, "floats", None)
    if kept is None or kept.shape[1] != width:
        kept = _here.floats = np.empty((_BLOCK, width), np.float32)
    return np.asarray(kept)
