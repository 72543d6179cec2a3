"""Documents -> the files of their vectors: taken apart once, first to see what is usual, then to make vectors of them."""

from array import array
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from search_index import arrays, reading, sketches
from search_index.documents import SearchDocument
from search_index.embedding import MAX_TOKENS, Embedder, TokenEmbedder, Vectors, WholeEmbedder, rarity
from search_index.weights import LEARNED_EXAMPLE
from search_index.wordings import NAME as WORDS

VERSION = 5
TEXT_CHARS = 900  # of a document that its vector is made of
SOLUTION_CHARS = 300  # of these for the solution of a question
SCAN_ALL = 8_192  # rows that are all compared exactly; more than these have sketches
OWN, PHRASING, LEARNED, TITLE, EXAMPLE = range(5)  # a title is a part of the own vector and has no row
_DOCUMENTS_AT_A_TIME = 256


class Cut:
    """Documents taken apart into title, text, phrasings and past searches, once: first to see what is usual in the
    collection (`fit`), then to make vectors of them (`write`)."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.documents = 0
        self._means = embedder.name != WORDS  # else only what was learned has vectors
        self._texts: _Tokens | _Whole
        if isinstance(embedder, TokenEmbedder):
            self._texts = _Tokens(embedder)
        else:
            self._texts = _Whole(cast(WholeEmbedder, embedder))
        self._owners = array("i")
        self._kinds = array("B")
        self._shares = array("f")
        self._targets = array("f")

    def add(self, document: SearchDocument) -> None:
        """The next document."""
        self._add(document.title if self._means else "", TITLE, 1.0)
        self._add(_text(document) if self._means else "", OWN, 1.0)
        for each in document.phrasings if self._means else ():
            self._add(each, PHRASING, 1.0)
        for each, weight in reading.learned(document):
            self._add(each, LEARNED, weight, document.still_answers)
        for each in reading.examples(document):
            self._add(each, EXAMPLE, LEARNED_EXAMPLE, document.still_answers)
        self._texts.close()
        self.documents += 1

    def _add(self, text: str, kind: int, share: float, target: float = 1.0) -> None:
        self._texts.add(text, kind)
        self._owners.append(self.documents)
        self._kinds.append(kind)
        self._shares.append(share)
        self._targets.append(target)

    def fit(self, path: Path) -> None:
        """Keep what is usual in these documents in a file: the rarity of tokens, or the mean of their vectors."""
        meta = {"version": VERSION, "model": self.embedder.name, "documents": self.documents}
        arrays.write(path, {"weights": self._texts.weights(self.documents)}, meta)

    def write(self, path: Path, weights: Vectors) -> None:
        """Write the vectors of these documents."""
        kinds = np.frombuffer(self._kinds, np.uint8) if self._kinds else np.zeros(0, np.uint8)
        firsts = np.append(np.flatnonzero(kinds == TITLE), len(kinds)).tolist()
        rows = [np.zeros((0, self.embedder.dims), np.int8)]
        left_out = (TITLE,) if self._means else (TITLE, OWN)
        for first, last in pairwise(dict.fromkeys((*firsts[:-1:_DOCUMENTS_AT_A_TIME], firsts[-1]))):
            found = self._texts.vectors(first, last, weights)
            title = np.flatnonzero(kinds[first:last] == TITLE)
            both = found[title] + found[title + 1]
            lengths = np.sqrt(np.einsum("ij,ij->i", both, both))
            found[title + 1] = both / np.maximum(lengths, np.float32(1e-9))[:, np.newaxis]
            written = ~np.isin(kinds[first:last], left_out)
            rows.append(np.rint(found[written] * 127).astype(np.int8))
        kept = np.flatnonzero(~np.isin(kinds, left_out))
        # Past searches and the examples beside them come last, to be mapped as one stretch.
        order = np.argsort((kinds[kept] == LEARNED) + 2 * (kinds[kept] == EXAMPLE), kind="stable")
        kept = kept[order]
        vectors = np.concatenate(rows)[order]
        own = vectors[: np.count_nonzero(kinds[kept] < LEARNED)]
        made: dict[str, npt.NDArray[Any]] = {
            "vectors": vectors, "owners": np.array(self._owners, np.int32)[kept],
            "kinds": kinds[kept], "weights": np.array(self._shares, np.float32)[kept],
            "targets": np.array(self._targets, np.float32)[kept],
            "sketches": sketches.sketch(own[: len(own) if len(own) > SCAN_ALL else 0]),
        }  # fmt: skip
        arrays.write(path, made, {"version": VERSION, "count": self.documents})


class _Tokens:
    """The tokens of all texts."""

    def __init__(self, embedder: TokenEmbedder) -> None:
        self._embedder = embedder
        self._having = np.zeros(embedder.size, np.int64)
        self._tokens = array("i")
        self._ends = array("q", [0])  # of each text in the tokens
        self._read: list[int] = []  # title and text of the document that is being added

    def add(self, text: str, kind: int) -> None:
        found = self._embedder.tokens(text)
        self._tokens.fromlist(found)
        self._ends.append(len(self._tokens))
        if kind in (TITLE, OWN):
            self._read += found

    def close(self) -> None:
        """The end of a document."""
        self._having[list(set(self._read[:MAX_TOKENS]))] += 1
        self._read.clear()

    def weights(self, documents: int) -> Vectors:
        return rarity(self._having, documents)

    def vectors(self, first: int, last: int, weights: Vectors) -> Vectors:
        tokens = np.frombuffer(self._tokens, np.int32) if self._tokens else np.zeros(0, np.int32)
        texts = [tokens[a:z] for a, z in pairwise(self._ends[first : last + 1])]
        return self._embedder.encode_tokens(texts, weights)


class _Whole:
    """The vectors of all texts, for an embedder that reads them whole; half as precise, which costs nothing."""

    def __init__(self, embedder: WholeEmbedder) -> None:
        self._embedder = embedder
        self._rows: list[npt.NDArray[np.float16]] = []
        self._sum: list[int] = []  # the rows that are texts of documents

    def add(self, text: str, kind: int) -> None:
        if kind == OWN:
            self._sum.append(len(self._rows))
        asked = kind in (PHRASING, LEARNED)
        self._rows.append(self._embedder.raw([text], asked)[0].astype(np.float16))

    def close(self) -> None:
        """The end of a document."""

    def weights(self, documents: int) -> Vectors:
        return self._embedder.mean(self._floats(self._sum))

    def vectors(self, first: int, last: int, weights: Vectors) -> Vectors:
        return self._embedder.centred(self._floats(range(first, last)), weights)

    def _floats(self, rows: Iterable[int]) -> Vectors:
        found = [self._rows[row] for row in rows]
        return np.array(found, np.float32) if found else np.zeros((0, self._embedder.dims), np.float32)


def _text(document: SearchDocument) -> str:
    text = ". ".join(
        part for part in (document.title, document.summary, " ".join(document.tags), document.body) if part
    )
    if document.solution:
        return text[: TEXT_CHARS - SOLUTION_CHARS] + ". " + document.solution[:SOLUTION_CHARS]
    return text[:TEXT_CHARS]
