"""What searching needs of one immutable part of an index, whoever keeps it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from search_index import analysis, ranking
from search_index.documents import SearchDocument

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

FIELDS = ("title", "phrasings", "summary", "body", "solution", "answers", "tags")
MAX_TOKENS = 4_000
"""Terms of one document that take part: an article of 60,000 letters. What lies behind is stored, not found."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document's text in one field, and where the words asked for stand in it.

    `groups[i]` is the number of the query's word found at `starts[i]:ends[i]`, the `positions[i]`-th of `words` words.
    """

    field: str
    read: Callable[[], str]
    groups: Ints
    positions: Ints
    starts: Ints
    ends: Ints
    words: int

    @property
    def text(self) -> str:
        """Read only for what is shown."""
        return self.read()


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a document. `kinds`, `topics`, `langs` are numbers into `names`; `slots` index the signals."""

    slots: npt.NDArray[np.int64]
    kinds: Ints
    topics: Ints
    langs: Ints
    names: Mapping[str, Sequence[str]]


class Segment(Protocol):
    """Documents 0..count-1. `alive[d]` is False for a deleted one."""

    count: int
    alive: npt.NDArray[np.bool_]
    columns: Columns

    def frequency(self, term: str) -> int: ...

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]: ...

    def postings(self, term: str) -> tuple[Ints, Floats]:
        """(documents ascending, impacts): an impact is the saturated frequency, before the word's weight."""
        ...

    def versions(self) -> list[tuple[str, int]]:
        """(id, version) of the living documents."""
        ...

    def stored(self, document: int) -> Mapping[str, Any]: ...

    def finder(self, terms: Mapping[str, int]) -> Callable[[int], list[Part]]:
        """For these terms ({term: number of the query's word}): document -> its texts with the places of the terms."""
        ...


def texts(document: SearchDocument) -> list[tuple[str, str]]:
    """(field, text) in reading order."""
    parts = [("title", document.title)]
    parts += [("phrasings", each) for each in document.phrasings]
    parts += [("summary", document.summary), ("body", document.body), ("solution", document.solution)]
    parts += [("answers", each) for each in document.answers]
    parts += [("tags", " , ".join(document.tags))]
    return [(field, text) for field, text in parts if text]


def weighted_terms(document: SearchDocument) -> tuple[dict[str, float], float]:
    """({term: weighted frequency}, weighted length): the BM25F view of a document.

    Weak terms count nothing towards the length. Learned words are weighed by how often they led here.
    """
    weights: dict[str, float] = {}
    length = 0.0
    left = MAX_TOKENS
    for field, text in texts(document):
        share = ranking.FIELD_WEIGHTS[field]
        found = analysis.terms(text, document.lang)[:left]
        left -= len(found)
        for term in found:
            weights[term.term] = weights.get(term.term, 0.0) + share
            if not term.term.startswith(analysis.WEAK):
                length += share
    for text, times in document.learned:
        for term in analysis.terms(text, document.lang):
            weights[term.term] = weights.get(term.term, 0.0) + ranking.LEARNED_WEIGHT * times
    return weights, length


def impacts(weights: Floats, lengths: Floats, average_length: float) -> Floats:
    """BM25's saturation of weighted frequencies, by documents' lengths."""
    norm = ranking.K1 * (1.0 - ranking.B + ranking.B * lengths / max(average_length, 1.0))
    return np.asarray(weights * (ranking.K1 + 1.0) / (weights + norm), np.float32)
