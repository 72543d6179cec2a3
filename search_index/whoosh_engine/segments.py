"""Whoosh's own segments as the searching code wants them: the plain way, when no sidecar is there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import weights
from search_index.closeness import LINE_KINDS, Hits
from search_index.documents import SearchDocument
from search_index.reading import read
from search_index.segment import Columns, Floats, Ints, Part, Sorts, Terms, impacts, is_word, merge, sorts
from search_index.whoosh_engine import schema

MOST_IMPACT = weights.K1 + 1.0
"""What BM25's saturation never reaches."""


class WhooshSegment:
    """Reads postings through Whoosh's matchers. Not safe for threads: the reader behind it isn't."""

    def __init__(self, reader: Any, average_length: float) -> None:
        self.reader = reader
        self.count = int(reader.doc_count_all())
        self.alive = np.ones(self.count, np.bool_)
        self.deleted = (
            [n for n in range(self.count) if reader.is_deleted(n)] if reader.has_deletions() else []
        )
        self.alive[self.deleted] = False
        self.whole = not self.deleted
        self._average = average_length

    @cached_property
    def lengths(self) -> Floats:
        """The weighted lengths as Whoosh keeps them, rounded to one of 256."""
        of = self.reader.doc_field_length
        return np.fromiter(
            (of(number, schema.TEXT, 1) for number in range(self.count)), np.float32, self.count
        )

    @cached_property
    def columns(self) -> Columns:
        """What is filtered by."""
        values = {name: self._column(name) for name in ("kind", "topic", "lang")}
        return schema.columns(self._column("slot"), values)

    @cached_property
    def sorts(self) -> Sorts:
        """What is counted by."""
        return sorts(self.columns)

    def versions(self) -> list[tuple[str, int]]:
        """(id, version) of the living documents."""
        pairs = zip(self._column("id"), self._column("version"), strict=True)
        return [pair for pair, alive in zip(pairs, self.alive, strict=True) if alive]

    def frequency(self, term: str) -> int:
        return int(self.reader.doc_frequency(schema.TEXT, term.encode()))

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        found = islice(self.reader.expand_prefix(schema.TEXT, prefix.encode()), 1000)
        counted = [(term.decode(), int(self.reader.doc_frequency(schema.TEXT, term))) for term in found]
        return sorted(counted, key=lambda each: (-each[1], each[0]))[:limit]

    def spellings(self, letter: str) -> list[str]:
        found = (term.decode() for term in self.reader.expand_prefix(schema.TEXT, letter.encode()))
        return [term for term in found if is_word(term)]

    def surface(self, term: str) -> str:
        return ""  # Whoosh keeps the stems only

    def lexicon(self) -> list[bytes]:
        """All terms, sorted."""
        return list(self.reader.lexicon(schema.TEXT))

    def weights(self, term: bytes) -> tuple[Ints, Floats]:
        """(documents, weighted frequencies) of a term, deleted documents included."""
        if (schema.TEXT, term) not in self.reader:
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        matcher = self.reader._terms.matcher(schema.TEXT, term, self.reader.schema[schema.TEXT].format)
        if not hasattr(matcher, "_lastblock"):  # so short a list that Whoosh kept it with the term
            return np.array(list(matcher.all_ids()), np.int32), np.array(matcher._weights, np.float32)
        # Block by block, as Whoosh stores them: a hundredth of the time of its one-by-one interface.
        numbers: list[npt.NDArray[Any]] = []
        weights: list[npt.NDArray[Any]] = []
        while True:
            matcher._read_data()
            steps, given = matcher._data[0], matcher._data[1]
            numbers.append(np.cumsum(np.asarray(steps, np.int64)))
            weights.append(
                np.broadcast_to(np.asarray(1.0 if given is None else given, np.float32), len(steps))
            )
            if matcher._lastblock:
                break
            matcher._goto(matcher._nextoffset)
        return np.concatenate(numbers).astype(np.int32), np.concatenate(weights)

    def postings(self, term: str) -> tuple[Ints, Floats]:
        documents, weights = self.weights(term.encode())
        return documents, impacts(weights, self.lengths[documents], self._average)

    def merged(self, terms: Terms) -> tuple[Ints, Floats]:
        found = ((self.postings(term), np.float32(share)) for term, share in terms)
        return merge([(documents, values * share) for (documents, values), share in found])

    def extent(self, terms: Terms) -> tuple[int, float]:
        return sum(self.frequency(term) for term, _ in terms), MOST_IMPACT * max(share for _, share in terms)

    def impacts(self, words: Sequence[Terms], documents: Ints) -> Floats:
        found = np.zeros((len(words), len(documents)), np.float32)
        for row, terms in zip(found, words, strict=True):
            listed, values = self.merged(terms)
            at = np.minimum(listed.searchsorted(documents), max(0, len(listed) - 1))
            if len(listed):
                row[:] = values[at] * (listed[at] == documents)
        return found

    def stored(self, document: int) -> Mapping[str, Any]:
        loaded = self.document(document)
        return {
            name: getattr(loaded, name)
            for name in ("id", "kind", "lang", "title", "topic", "external_id", "created")
        }

    def hits(self, documents: Sequence[int], terms: Mapping[str, int]) -> Hits:
        found: list[tuple[int, int, int, int]] = []
        lines: list[tuple[int, int, int]] = []
        for number, document in enumerate(documents):
            for stretch in read(self.document(document)):
                places: dict[int, set[str]] = {}
                for token in stretch.tokens:
                    places.setdefault(token.line, set()).add(token.term)
                numbers = {line: len(lines) + i for i, line in enumerate(places)}
                lines += [(number, len(each), LINE_KINDS.get(stretch.field, 0)) for each in places.values()]
                found += [
                    (number, terms[token.term], token.position, numbers[token.line])
                    for token in stretch.tokens
                    if token.term in terms
                ]
        hits, table = np.array(found, np.int32).reshape(-1, 4), np.array(lines, np.int32).reshape(-1, 3)
        kinds = table[:, 2].astype(np.uint8)
        return Hits(hits[:, 0], hits[:, 1], hits[:, 2], hits[:, 3], table[:, 0], table[:, 1], kinds)

    def finder(self, terms: Mapping[str, int]) -> Callable[[int], list[Part]]:
        def find(document: int) -> list[Part]:
            parts = []
            for stretch in read(self.document(document)):
                hits = [
                    (terms[t.term], t.position, t.start, t.end) for t in stretch.tokens if t.term in terms
                ]
                table = np.array(hits, np.int32).reshape(len(hits), 4)
                parts.append(Part(stretch.field, partial(str, stretch.text), *table.T))
            return parts

        return find

    def documents(self) -> Iterator[SearchDocument]:
        """All of them, deleted ones too, in Whoosh's order."""
        return (self.document(number) for number in range(self.count))

    def document(self, number: int) -> SearchDocument:
        """The document as it was indexed."""
        return schema.load(self.reader.stored_fields(number)["document"])

    def _column(self, name: str) -> list[Any]:
        if not self.count:
            return []
        column = self.reader.column_reader(name)
        return [column[number] for number in range(self.count)]
