"""The vectors beside a segment's sidecar, and how near a query is to each document.

A document has a vector of its own (title and text weigh the same, so a long text does not drown its title), one for
each phrasing, and one for each learned search. They are kept as int8 and compared exactly, block by block; of more
than SCAN_ALL only those that their sketches (`sketches.py`) say may be near.
"""

import threading
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import arrays, reading, sketches
from search_index.documents import SearchDocument
from search_index.embedding import MAX_TOKENS, Embedder, Vectors, rarity
from search_index.weights import MEANT_COSINE

VERSION = 3
TEXT_CHARS = 900  # of a document that its vector is made of
SOLUTION_CHARS = 300  # of these for the solution of a question
QUERY_CHARS = 600
SCAN_ALL = 8_192  # rows that are all compared exactly; more than these have sketches
COMPARED = 4_096  # rows of more than that which are, the nearest by their sketches (measured: 998 of the nearest 1,000 60s)
_BLOCK = 1024  # rows turned into floats at a time: they stay in the processor's cache
_here = threading.local()
_OWN, _PHRASING, _LEARNED, _TITLE = 0, 1, 2, 3  # a title is a part of the own vector and has no row
_DOCUMENTS_AT_A_TIME = 256


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
        cut = Cut(self.embedder)
        for document in documents:
            cut.add(document)
        cut.write(path, self.weights)


class Cut:
    """Documents cut into the embedder's tokens, once: first to weigh the tokens, then to make vectors of them."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.documents = 0
        self._having = np.zeros(embedder.size, np.int64)
        self._tokens = array("i")
        self._ends = array("q", [0])  # of each text in the tokens
        self._owners = array("i")
        self._kinds = array("B")
        self._shares = array("f")

    def add(self, document: SearchDocument) -> None:
        """The next document."""
        title = self._cut(document.title, _TITLE, 1.0)
        text = self._cut(_text(document), _OWN, 1.0)
        for each in document.phrasings:
            self._cut(each, _PHRASING, 1.0)
        for each, weight in reading.learned(document):
            self._cut(each, _LEARNED, weight)
        self._having[list({*title, *text[: MAX_TOKENS - len(title)]})] += 1
        self.documents += 1

    def _cut(self, text: str, kind: int, share: float) -> list[int]:
        found = self.embedder.tokens(text)
        self._tokens.fromlist(found)
        self._ends.append(len(self._tokens))
        self._owners.append(self.documents)
        self._kinds.append(kind)
        self._shares.append(share)
        return found

    def fit(self, path: Path) -> None:
        """Weigh the tokens by their rarity in these documents, and keep the weights in a file."""
        meta = {"version": VERSION, "model": self.embedder.name, "documents": self.documents}
        arrays.write(path, {"weights": rarity(self._having, self.documents)}, meta)

    def write(self, path: Path, weights: Vectors) -> None:
        """Write the vectors of these documents, their tokens weighed so."""
        tokens = np.frombuffer(self._tokens, np.int32) if self._tokens else np.zeros(0, np.int32)
        kinds = np.frombuffer(self._kinds, np.uint8) if self._kinds else np.zeros(0, np.uint8)
        firsts = np.append(np.flatnonzero(kinds == _TITLE), len(kinds)).tolist()
        rows = [np.zeros((0, self.embedder.dims), np.int8)]
        for first, last in pairwise(dict.fromkeys((*firsts[:-1:_DOCUMENTS_AT_A_TIME], firsts[-1]))):
            texts = [tokens[a:z] for a, z in pairwise(self._ends[first : last + 1])]
            found = self.embedder.encode_tokens(texts, weights)
            title = np.flatnonzero(kinds[first:last] == _TITLE)
            both = found[title] + found[title + 1]
            lengths = np.sqrt(np.einsum("ij,ij->i", both, both))
            found[title + 1] = both / np.maximum(lengths, np.float32(1e-9))[:, np.newaxis]
            rows.append(np.rint(np.delete(found, title, axis=0) * 127).astype(np.int8))
        kept = np.flatnonzero(kinds != _TITLE)
        order = np.argsort(
            kinds[kept] == _LEARNED, kind="stable"
        )  # past searches last, to be mapped as one stretch
        kept = kept[order]
        vectors = np.concatenate(rows)[order]
        own = vectors[: np.count_nonzero(kinds[kept] != _LEARNED)]
        made: dict[str, npt.NDArray[Any]] = {
            "vectors": vectors, "owners": np.array(self._owners, np.int32)[kept],
            "kinds": kinds[kept], "weights": np.array(self._shares, np.float32)[kept],
            "sketches": sketches.sketch(own[: len(own) if len(own) > SCAN_ALL else 0]),
        }  # fmt: skip
        arrays.write(path, made, {"version": VERSION, "count": self.documents})


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
        learned = np.flatnonzero(self._kinds == _LEARNED)
        self._said = np.flatnonzero(self._kinds != _LEARNED)
        self._plain = len(self._said) == self.count
        apart = not len(learned) or learned[0] == len(self._vectors) - len(
            learned
        )  # at the end, as they are written
        self._own = self._vectors[: len(self._said)] if apart else self._vectors[self._said]
        self._learned = self._vectors[len(self._said) :] if apart else self._vectors[learned]
        self.learned_owners, self.learned_weights = self._owners[learned], self._weights[learned]
        self._said = self._owners[self._said]

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

    def learned_rows(self) -> npt.NDArray[np.int8]:
        """The vectors of past searches, times 127; `learned_owners` and `learned_weights` go with them."""
        return self._learned

    def learned_dots(self, columns: Vectors) -> Vectors:
        """The product of each learned vector with each of these columns."""
        return _dots(self._learned, columns)


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


def _text(document: SearchDocument) -> str:
    text = ". ".join(
        part for part in (document.title, document.summary, " ".join(document.tags), document.body) if part
    )
    if document.solution:
        return text[: TEXT_CHARS - SOLUTION_CHARS] + ". " + document.solution[:SOLUTION_CHARS]
    return text[:TEXT_CHARS]
