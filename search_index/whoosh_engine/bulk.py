"""A rebuild: every text read once, for Whoosh's postings, for the arrays beside them and for the vectors.

Whoosh is given each document without its text's terms; the postings of all are sorted by numpy and handed to Whoosh's own
block writer, 128 at a time as it stores them, instead of one tuple a posting through its sorting pool. The arrays are
those that `views.build` makes from the finished segment (which stays the reference; a test compares every byte).
"""

from array import array
from collections.abc import Iterable
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.util.numeric import byte_to_length, length_to_byte

from search_index import sidecar
from search_index.cutting import Cut
from search_index.documents import SearchDocument
from search_index.embedding import Embedder
from search_index.gathering import BATCH, Gatherer, Spill
from search_index.segment import Columns, Floats, Ints, impacts
from search_index.whoosh_engine import schema

BLOCK = 128  # postings; Whoosh's own
_POSTINGS_AT_A_TIME = 1 << 20


class Postings(NamedTuple):
    """`terms` sorted; those of `terms[n]` are `[ends[n]:ends[n + 1]]` of `documents` (ascending) and `weights`."""

    terms: list[bytes]
    ends: npt.NDArray[np.int64]
    documents: Ints
    weights: Floats


class Made(NamedTuple):
    """The segment's name, its documents' average length, and what the files beside it are made of. Can be written once."""

    segment: str
    average: float
    postings: Postings
    rank: npt.NDArray[np.int32]
    lengths: Floats
    columns: Columns
    gatherer: Gatherer
    cut: Cut | None

    def write_sidecar(self, path: Path) -> None:
        """The sidecar of the segment."""
        postings = self.postings
        values = np.empty(len(postings.weights), np.float32)
        for start in range(0, len(values), _POSTINGS_AT_A_TIME):
            some = slice(start, start + _POSTINGS_AT_A_TIME)
            lengths = self.lengths[postings.documents[some]]
            values[some] = impacts(postings.weights[some], lengths, self.average)
        gathered = self.gatherer.finish(self.rank)
        sidecar.write(path, self.columns, postings.terms, postings.ends, postings.documents, values, gathered)


class Builder:
    """Fills an empty Whoosh index (`add`, then `commit`) in one segment."""

    def __init__(self, index: Any, folder: Path, embedder: Embedder | None) -> None:
        self.count = 0
        self._folder = folder
        self._gatherer = Gatherer(folder)
        self._cut = Cut(embedder) if embedder else None
        self._waiting: list[SearchDocument] = []
        self._documents, self._terms = Spill(folder, "i4"), Spill(folder, "i4")
        self._weights = Spill(folder, "f4")
        self._lengths = array("q")
        self._slots = array("q")
        self._values: dict[str, list[str]] = {"kind": [], "topic": [], "lang": []}
        self._known: dict[str, str] = {}  # few kinds, topics and languages: each string is kept once
        self._writer = index.writer(limitmb=32)

    def add(self, document: SearchDocument) -> None:
        """The next document; its id must be new."""
        self._waiting.append(document)
        self.count += 1
        if len(self._waiting) == BATCH:
            self._read()

    def _read(self) -> None:
        first = self.count - len(self._waiting)
        weighed = self._gatherer.add(self._waiting)
        self._documents.add(weighed.documents + np.int32(first))
        self._terms.add(weighed.terms)
        self._weights.add(weighed.frequencies)
        having = np.bincount(weighed.documents, minlength=len(self._waiting)).tolist()
        for document, has, length in zip(self._waiting, having, weighed.lengths.tolist(), strict=True):
            self._lengths.append(schema.counted(length) if has else 0)
            self._writer.add_document(**schema.row(document, length if has else _NO_TERMS))
            self._slots.append(document.slot)
            for name, values in self._values.items():
                value = getattr(document, name)
                values.append(self._known.setdefault(value, value))
            if self._cut:
                self._cut.add(document)
        self._waiting = []

    def cancel(self) -> None:
        """Give up; the index stays empty."""
        self._writer.cancel()

    def commit(self) -> Made | None:
        """Write everything to Whoosh; None when there were no documents."""
        if self._waiting:
            self._read()
        postings, rank = self._sorted()
        lengths = np.array(
            [byte_to_length(length_to_byte(each)) if each else 1 for each in self._lengths], np.int32
        )
        writer = self._writer
        plain = writer.fieldwriter.add_postings

        def add_postings(whoosh_schema: Any, reader: Any, items: Iterable[Any]) -> None:
            for name, group in groupby(items, key=itemgetter(0)):
                if name == schema.TEXT:
                    for _ in group:
                        pass  # only brought the lengths
                    _write(writer.fieldwriter, whoosh_schema[name], postings, lengths)
                else:
                    plain(whoosh_schema, reader, group)

        writer.fieldwriter.add_postings = add_postings
        name = str(writer.newsegment.segment_id())
        writer.commit(merge=False)
        if not self.count:
            return None
        average = float(sum(self._lengths) / self.count or 1.0)
        columns = schema.columns(self._slots, self._values)
        return Made(
            name, average, postings, rank, lengths.astype(np.float32), columns, self._gatherer, self._cut
        )

    def _sorted(self) -> tuple[Postings, npt.NDArray[np.int32]]:
        """The postings by term, and each term's place among the sorted by its number as first met."""
        names = [term.encode() for term in self._gatherer.terms()]
        order = sorted(range(len(names)), key=names.__getitem__)
        rank = np.empty(len(names), np.int32)
        rank[order] = np.arange(len(names), dtype=np.int32)
        self._terms.change = rank.__getitem__
        places = self._terms.whole()
        ends = np.append(0, np.cumsum(np.bincount(places, minlength=len(names)), dtype=np.int64))
        by_term = np.argsort(places, kind="stable").astype(np.uint32)  # documents came in order and stay so
        del places
        documents = self._documents.whole()[by_term]
        weights = self._weights.whole()[by_term]
        return Postings([names[number] for number in order], ends, documents, weights), rank


_NO_TERMS: tuple[dict[str, float], float] = ({}, 0.0)


def _write(writer: Any, field: Any, postings: Postings, lengths: npt.NDArray[np.int32]) -> None:
    """One field's postings through Whoosh's block writer."""
    writer.start_field(schema.TEXT, field)
    blocks = writer._postwriter
    for term, (start, end) in zip(postings.terms, pairwise(postings.ends.tolist()), strict=True):
        writer.start_term(term)
        for first in range(start, end, BLOCK):
            if first > start:
                blocks._write_block()
            last = min(first + BLOCK, end)
            documents, weights = postings.documents[first:last], postings.weights[first:last]
            blocks._ids.frombytes(documents.tobytes())
            blocks._weights.frombytes(weights.tobytes())
            blocks._maxweight = float(weights.max())
            letters = lengths[documents]
            blocks._minlength, blocks._maxlength = int(letters.min()), int(letters.max())
        writer.finish_term()
    writer.finish_field()
