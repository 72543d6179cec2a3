"""What searching needs of one immutable part of an index, whoever keeps it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from search_index import weights
from search_index.closeness import Hits

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


Terms = tuple[tuple[str, float], ...]
"""The forms of a word, each with its share of the word's weight."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document's text in one field, and where the words asked for stand in it.

    `groups[i]` is the number of the query's word found at `starts[i]:ends[i]`, the `positions[i]`-th of the document.
    """

    field: str
    read: Callable[[], str]
    groups: Ints
    positions: Ints
    starts: Ints
    ends: Ints

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
    """Documents 0..count-1. `alive[d]` is False for a deleted one; `whole`: there is none."""

    count: int
    alive: npt.NDArray[np.bool_]
    whole: bool

    @property
    def columns(self) -> Columns: ...

    @property
    def sorts(self) -> "Sorts": ...

    def frequency(self, term: str) -> int: ...

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]: ...

    def spellings(self, letter: str) -> list[str]:
        """The terms with this first letter that are words, not numbers or pairs of signs."""
        ...

    def surface(self, term: str) -> str:
        """The term as documents most often write it; "" when unknown here."""
        ...

    def postings(self, term: str) -> tuple[Ints, Floats]:
        """(documents ascending, impacts): an impact is the saturated frequency, before the word's weight."""
        ...

    def merged(self, terms: Terms) -> tuple[Ints, Floats]:
        """The postings of a word, as of one term: of several forms each document has the best impact * share."""
        ...

    def extent(self, terms: Terms) -> tuple[int, float]:
        """(postings of a word's forms in all, no impact * share is larger)."""
        ...

    def impacts(self, words: Sequence[Terms], documents: Ints) -> Floats:
        """For each word (a row) its impacts as `merged` has them on some ascending documents, 0 where it doesn't stand."""
        ...

    def versions(self) -> list[tuple[str, int]]:
        """(id, version) of the living documents."""
        ...

    def stored(self, document: int) -> Mapping[str, Any]: ...

    def hits(self, documents: Sequence[int], terms: Mapping[str, int]) -> Hits:
        """Where these terms ({term: number of the query's word}) stand in these documents."""
        ...

    def finder(self, terms: Mapping[str, int]) -> Callable[[int], list[Part]]:
        """For these terms ({term: number of the query's word}): document -> its texts with the places of the terms."""
        ...


class Sorts(NamedTuple):
    """Kind, topic and language of a document as one number: `codes[d]` into a table of this shape (row by row)."""

    codes: npt.NDArray[Any]
    shape: tuple[int, int, int]

    @property
    def size(self) -> int:
        """Of the table."""
        return self.shape[0] * self.shape[1] * self.shape[2]


def sorts(columns: Columns) -> Sorts:
    """So that documents are counted by all three at once."""
    shape = (len(columns.names["kinds"]), len(columns.names["topics"]), len(columns.names["langs"]))
    size = shape[0] * shape[1] * shape[2]
    codes = (columns.kinds.astype(np.int64) * shape[1] + columns.topics) * shape[2] + columns.langs
    return Sorts(codes.astype(np.min_scalar_type(max(0, size - 1))), shape)


def merge(lists: Sequence[tuple[Ints, Floats]]) -> tuple[Ints, Floats]:
    """Several postings as one: of a document in several the best impact."""
    lists = [each for each in lists if len(each[0])] or [*lists][:1]
    if len(lists) == 1:
        return lists[0]
    documents = np.concatenate([each[0] for each in lists])
    order = documents.argsort(kind="stable")  # ascending runs: a merge
    documents = documents[order]
    firsts = np.append(True, documents[1:] != documents[:-1]).nonzero()[0]
    best = np.maximum.reduceat(np.concatenate([each[1] for each in lists])[order], firsts)
    return documents[firsts], best


def impacts(frequencies: Floats, lengths: Floats, average_length: float) -> Floats:
    """BM25's saturation of weighted frequencies, by documents' lengths."""
    norm = weights.K1 * (1.0 - weights.B + weights.B * lengths / max(average_length, 1.0))
    return np.asarray(frequencies * (weights.K1 + 1.0) / (frequencies + norm), np.float32)


def is_word(term: str) -> bool:
    """Whether a term is a word that can be misspelt."""
    return len(term) >= 3 and term.isascii() and term.isalpha()
