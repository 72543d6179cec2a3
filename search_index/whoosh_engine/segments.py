"""Whoosh's own segments as the searching code wants them: the plain way, when no sidecar is there."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import analysis
from search_index.segment import MAX_TOKENS, Columns, Floats, Ints, Part, impacts, texts
from search_index.whoosh_engine import schema


class WhooshSegment:
    """Reads postings through Whoosh's matchers. Not safe for threads: the reader behind it isn't."""

    def __init__(self, reader: Any, average_length: float) -> None:
        self.reader = reader
        self.count = int(reader.doc_count_all())
        self.alive = np.ones(self.count, np.bool_)
        for number in range(self.count):
            if reader.is_deleted(number):
                self.alive[number] = False
        self.columns = self._columns()
        self._average = average_length
        self.lengths = np.fromiter(
            (reader.doc_field_length(number, schema.TEXT, 1) for number in range(self.count)),
            np.float32,
            self.count,
        )

    def ids(self) -> list[str]:
        return self._column("id")

    def versions(self) -> list[int]:
        return self._column("version")

    def frequency(self, term: str) -> int:
        return int(self.reader.doc_frequency(schema.TEXT, term.encode()))

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        found = islice(self.reader.expand_prefix(schema.TEXT, prefix.encode()), 1000)
        counted = [(term.decode(), int(self.reader.doc_frequency(schema.TEXT, term))) for term in found]
        return sorted(counted, key=lambda each: (-each[1], each[0]))[:limit]

    def weights(self, term: bytes) -> tuple[Ints, Floats]:
        """(documents, weighted frequencies) of a term."""
        documents: list[int] = []
        weights: list[float] = []
        if (schema.TEXT, term) in self.reader:
            matcher = self.reader.postings(schema.TEXT, term)
            while matcher.is_active():
                documents.append(matcher.id())
                weights.append(matcher.weight())
                matcher.next()
        return np.array(documents, np.int32), np.array(weights, np.float32)

    def postings(self, term: str) -> tuple[Ints, Floats]:
        documents, weights = self.weights(term.encode())
        # Whoosh hides deleted documents here; frequencies count them, as Whoosh's own ranking does.
        return documents, impacts(weights, self.lengths[documents], self._average)

    def stored(self, document: int) -> Mapping[str, Any]:
        loaded = schema.load(self.reader.stored_fields(document)["document"])
        return {
            name: getattr(loaded, name)
            for name in ("id", "kind", "lang", "title", "topic", "external_id", "created")
        }

    def parts(self, document: int, terms: Mapping[str, int]) -> list[Part]:
        loaded = schema.load(self.reader.stored_fields(document)["document"])
        parts = []
        left = MAX_TOKENS
        for field, text in texts(loaded):
            found = analysis.terms(text, loaded.lang)[:left]
            left -= len(found)
            hits = [
                (terms[each.term], each.position, each.start, each.end)
                for each in found
                if each.term in terms
            ]
            table = np.array(hits, np.int32).reshape(len(hits), 4)
            length = found[-1].position + 1 if found else 0
            parts.append(Part(field, text, table[:, 0], table[:, 1], table[:, 2], table[:, 3], length))
        return parts

    def _columns(self) -> Columns:
        names: dict[str, list[str]] = {}
        codes: dict[str, npt.NDArray[np.int32]] = {}
        for name in ("kind", "topic", "lang"):
            values = self._column(name)
            names[f"{name}s"] = sorted(set(values))
            number = {value: i for i, value in enumerate(names[f"{name}s"])}
            codes[name] = np.array([number[value] for value in values], np.int32)
        slots = np.array(self._column("slot"), np.int64)
        return Columns(slots, codes["kind"], codes["topic"], codes["lang"], names)

    def _column(self, name: str) -> list[Any]:
        if not self.count:
            return []
        column = self.reader.column_reader(name)
        return [column[number] for number in range(self.count)]
