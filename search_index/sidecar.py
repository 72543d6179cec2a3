"""The arrays beside one immutable segment: everything a search needs, mapped and shared by all processes.

postings   per term: documents and impacts (BM25's saturated frequency), from the segment's own posting lists; the largest
forward    per document: its terms in reading order with their places in the text, for passages and proximity
texts      the documents' texts and what a result shows of them
typing     words of titles and phrasings as typed (not stemmed), for suggestions
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import arrays
from search_index.closeness import Hits
from search_index.documents import SearchDocument
from search_index.gathering import BATCH, Gatherer, Spill
from search_index.postings import Postings, peaks
from search_index.reading import FIELDS
from search_index.segment import Columns, Floats, Ints, Part, Sorts, Terms, is_word, sorts

VERSION = 4
"""Of the format: a sidecar of another version is built anew."""

_NO_DOCUMENTS = np.zeros(0, np.int32)
_NO_IMPACTS = np.zeros(0, np.float32)


def build(
    path: Path,
    documents: Iterable[SearchDocument],
    columns: Columns,
    terms: Sequence[bytes],
    postings: Iterable[tuple[Ints, Floats]],
) -> None:
    """Write the sidecar. `terms` sorted; `postings` yields (documents, impacts) of each term in the same order."""
    ends = np.zeros(len(terms) + 1, np.int64)
    lists: list[Ints] = []
    impacts: list[Floats] = []
    for number, (numbers, values) in enumerate(postings):
        ends[number + 1] = ends[number] + len(numbers)
        lists.append(numbers)
        impacts.append(values)
    gatherer = Gatherer(path.parent)
    left = iter(documents)
    while batch := list(islice(left, BATCH)):
        gatherer.add(batch)
    place = {term: number for number, term in enumerate(terms)}
    rank = np.array([place[term.encode()] for term in gatherer.terms()], np.int32)
    documents_ = np.concatenate(lists) if lists else _NO_DOCUMENTS
    write(
        path,
        columns,
        terms,
        ends,
        documents_,
        np.concatenate(impacts) if impacts else _NO_IMPACTS,
        gatherer.finish(rank),
    )


def write(
    path: Path,
    columns: Columns,
    terms: Sequence[bytes],
    ends: npt.NDArray[np.int64],
    documents: Ints,
    impacts: Floats,
    gathered: Mapping[str, "npt.NDArray[Any] | Spill"],
) -> None:
    """Write the file from arrays: the postings of `terms[n]` are `[ends[n]:ends[n + 1]]` of `documents` and `impacts`."""
    made: dict[str, npt.NDArray[Any] | Spill] = {
        "slots": columns.slots, "kinds": columns.kinds, "topics": columns.topics, "langs": columns.langs,
        "postings.ends": ends, "postings.documents": documents, "postings.impacts": impacts,
        "postings.peaks": peaks(ends, impacts),
    }  # fmt: skip
    made |= arrays.lexicon_arrays(terms, "terms")
    made |= gathered
    names = {name: list(values) for name, values in columns.names.items()}
    arrays.write(path, made, {"version": VERSION, "count": len(columns.slots), "names": names})


class SidecarSegment:
    """A mapped sidecar as the searching code wants a segment. Safe for any number of threads."""

    def __init__(self, path: Path, deleted: Sequence[int] = ()) -> None:
        made, meta = arrays.read(path)
        if meta.get("version") != VERSION:
            raise ValueError(f"{path.name} is of another version")
        self.count = int(meta["count"])
        self.alive = np.ones(self.count, np.bool_)
        self.alive[list(deleted)] = False
        self.whole = not deleted
        self.columns = Columns(made["slots"], made["kinds"], made["topics"], made["langs"], meta["names"])
        self._terms = arrays.lexicon(made, "terms")
        self._ends = made["postings.ends"]
        self._postings = Postings(self._terms, made)
        self._tokens, self._places, self._parts = made["tokens.terms"], made["tokens.places"], made["parts"]
        self._line_ends, self._line_terms = made["lines.ends"], made["lines.terms"]
        self._line_kinds = made["lines.kinds"]
        self._document_ends = made["document.ends"]
        self._shown = made["shown"].data
        self._surfaces, self._surface_ends = made["surfaces"].data, made["surfaces.ends"]
        self._texts = made["texts"].data
        self._versions = made["versions"]
        self.typing = arrays.lexicon(made, "typing.words")
        self.typing_ends, self.typing_postings = made["typing.ends"], made["typing.postings"]
        self.typing_entries = made["typing.entries"]

    @cached_property
    def sorts(self) -> Sorts:
        """What is counted by."""
        return sorts(self.columns)

    def frequency(self, term: str) -> int:
        number = self._terms.find(term.encode())
        return int(self._ends[number + 1] - self._ends[number]) if number >= 0 else 0

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        first, last = self._terms.span(prefix.encode())
        counts = np.diff(self._ends[first : last + 1])
        best = np.argsort(-counts, kind="stable")[:limit].tolist()
        return [(self._terms.word(first + i).decode(), int(counts[i])) for i in best]

    def spellings(self, letter: str) -> list[str]:
        first, last = self._terms.span(letter.encode())
        found = (self._terms.word(number).decode() for number in range(first, last))
        return [term for term in found if is_word(term)]

    def surface(self, term: str) -> str:
        number = self._terms.find(term.encode())
        if number < 0:
            return ""
        start, end = int(self._surface_ends[number]), int(self._surface_ends[number + 1])
        return bytes(self._surfaces[start:end]).decode()

    def postings(self, term: str) -> tuple[Ints, Floats]:
        return self._postings.of(term)

    def merged(self, terms: Terms) -> tuple[Ints, Floats]:
        return self._postings.merged(terms)

    def extent(self, terms: Terms) -> tuple[int, float]:
        return self._postings.extent(terms)

    def impacts(self, words: Sequence[Terms], documents: Ints) -> Floats:
        return self._postings.impacts(words, documents)

    def stored(self, document: int) -> Mapping[str, Any]:
        start, end = int(self._document_ends[document, 3]), int(self._document_ends[document + 1, 3])
        values = json.loads(bytes(self._shown[start:end]))
        return dict(
            zip(("id", "kind", "lang", "title", "topic", "external_id", "created"), values, strict=True)
        )

    def versions(self) -> list[tuple[str, int]]:
        """(id, version) of the living documents."""
        return [(self.stored(d)["id"], int(self._versions[d])) for d in np.flatnonzero(self.alive).tolist()]

    def hits(self, documents: Sequence[int], terms: Mapping[str, int]) -> Hits:
        chosen = np.asarray(documents, np.int64)
        starts, stops = self._document_ends[chosen], self._document_ends[chosen + 1]
        tokens = _ranges(starts[:, 0], stops[:, 0])
        lines = _ranges(starts[:, 2], stops[:, 2])
        group_of = self._group_of(terms)[self._tokens[tokens]]
        found = np.flatnonzero(group_of >= 0)
        at = tokens[found]
        owners = np.repeat(np.arange(len(chosen), dtype=np.int32), stops[:, 0] - starts[:, 0])
        # Lines are numbered from 0 in the order of `lines`: a line's number less those before its document's first.
        offsets = np.cumsum(stops[:, 2] - starts[:, 2]) - (stops[:, 2] - starts[:, 2]) - starts[:, 2]
        owner = owners[found]
        line = np.searchsorted(self._line_ends, at, side="right") + offsets[owner]
        line_owner = np.repeat(np.arange(len(chosen), dtype=np.int32), stops[:, 2] - starts[:, 2])
        return Hits(
            owner, group_of[found].astype(np.int32), self._places[at, 0], line.astype(np.int32),
            line_owner, self._line_terms[lines], self._line_kinds[lines],
        )  # fmt: skip

    def _group_of(self, terms: Mapping[str, int]) -> npt.NDArray[np.int8]:
        """For each term's number the number of the query's word, or -1."""
        table = np.full(len(self._terms) + 1, -1, np.int8)
        for term, group in terms.items():
            number = self._terms.find(term.encode())
            if number >= 0:
                table[number] = group
        return table

    def finder(self, terms: Mapping[str, int]) -> Callable[[int], list[Part]]:
        group_of = self._group_of(terms)

        def find(document: int) -> list[Part]:
            first, start, _, _ = self._document_ends[document].tolist()
            last, stop, _, _ = self._document_ends[document + 1].tolist()
            group = group_of[self._tokens[first:last]]
            hits = (group >= 0).nonzero()[0]
            found = group[hits]
            at = self._places[first + hits]
            positions, starts, ends = at[:, 0], at[:, 1], at[:, 2]
            places = hits.tolist()
            parts = []
            text_start = int(self._parts[start - 1, 1]) if start else 0
            a = 0
            for field, text_end, token_end in self._parts[start:stop].tolist():
                z = bisect_left(places, token_end - first, a)
                text = _reader(self._texts, text_start, text_end)
                parts.append(Part(FIELDS[field], text, found[a:z], positions[a:z], starts[a:z], ends[a:z]))
                a, text_start = z, text_end
            return parts

        return find

    def learned(self) -> list[tuple[int, str]]:
        """(document, wording) of everything that was learned, by document."""
        parts = np.flatnonzero(self._parts[:, 0] == FIELDS.index("learned"))
        documents = np.searchsorted(self._document_ends[1:, 1], parts, side="right")
        return [(d, self.text(part)) for d, part in zip(documents.tolist(), parts.tolist(), strict=True)]

    def text(self, part: int) -> str:
        """The text of one part (a number of `typing_entries`)."""
        start = int(self._parts[part - 1, 1]) if part else 0
        return bytes(self._texts[start : int(self._parts[part, 1])]).decode()


def _reader(blob: memoryview, start: int, end: int) -> Callable[[], str]:
    return lambda: bytes(blob[start:end]).decode()


def _ranges(starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The numbers of all ranges [start, stop), one after another."""
    lengths = stops - starts
    whole = int(lengths.sum())
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(whole) + np.repeat(starts - before, lengths), np.int64)
