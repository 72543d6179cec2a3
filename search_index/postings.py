"""The posting lists of a sidecar: whole, merged from a word's forms, or looked up for a few documents."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search_index.arrays import Lexicon
from search_index.segment import Floats, Ints, Terms, merge

MERGED_MAX = 500_000
"""Postings of words with several forms that are kept merged, of 8 bytes each: the usual words of a site."""
KEPT_SPANS = 5_000  # words whose postings were found before: about 3 MB

_NO_DOCUMENTS = np.zeros(0, np.int32)
_NO_IMPACTS = np.zeros(0, np.float32)


def peaks(ends: npt.NDArray[np.int64], impacts: Floats) -> Floats:
    """The largest impact of each term."""
    found = np.zeros(len(ends) - 1, np.float32)
    there = (np.diff(ends) > 0).nonzero()[0]
    if len(there):
        found[there] = np.maximum.reduceat(impacts, ends[there])
    return found


class _Spans(NamedTuple):
    """Where the postings of a word's forms lie, how many they are, and their largest impact * share."""

    starts: list[int]
    ends: list[int]
    shares: list[float]
    shared: bool
    size: int
    peak: float


class Postings:
    """Those of one segment, mapped; safe for any number of threads."""

    def __init__(self, terms: Lexicon, made: Mapping[str, npt.NDArray[Any]]) -> None:
        """`made`: the arrays "postings.*" of a sidecar."""
        self._terms = terms
        self._ends = made["postings.ends"]
        self._documents, self._impacts = made["postings.documents"], made["postings.impacts"]
        self._peaks = made["postings.peaks"]
        self._merged: dict[Terms, tuple[Ints, Floats]] = {}
        self._merged_size = 0
        self._lock = threading.Lock()
        self._kept_spans: dict[Terms, _Spans] = {}

    def of(self, term: str) -> tuple[Ints, Floats]:
        """(documents ascending, impacts) of a term."""
        number = self._terms.find(term.encode())
        if number < 0:
            return _NO_DOCUMENTS, _NO_IMPACTS
        start, end = int(self._ends[number]), int(self._ends[number + 1])
        return self._documents[start:end], self._impacts[start:end]

    def merged(self, terms: Terms) -> tuple[Ints, Floats]:
        """The postings of a word, as of one term: of several forms each document has the best impact * share."""
        if len(terms) == 1 and terms[0][1] == 1.0:
            return self.of(terms[0][0])
        found = self._merged.get(terms)
        if found is None:
            lists = []
            for term, share in terms:
                documents, impacts = self.of(term)
                lists.append((documents, impacts if share == 1.0 else impacts * np.float32(share)))
            found = merge(lists)
            self._keep(terms, found)
        return found

    def _keep(self, terms: Terms, found: tuple[Ints, Floats]) -> None:
        """Keep a merged list, and no more of the oldest than there is room for."""
        with self._lock:
            before = self._merged.pop(terms, None)
            self._merged_size += len(found[0]) - (len(before[0]) if before else 0)
            self._merged[terms] = found
            while self._merged_size > MERGED_MAX:
                oldest = next(iter(self._merged))
                self._merged_size -= len(self._merged.pop(oldest)[0])

    def extent(self, terms: Terms) -> tuple[int, float]:
        """(postings of a word's forms in all, no impact * share is larger)."""
        spans = self._spans(terms)
        return spans.size, spans.peak

    def impacts(self, words: Sequence[Terms], documents: Ints) -> Floats:
        """For each word (a row) its impacts on some ascending documents, 0 where it doesn't stand."""
        spans = [self._spans(terms) for terms in words]
        starts = [start for each in spans for start in each.starts]
        ends = [end for each in spans for end in each.ends]
        at = np.empty((len(starts), len(documents)), np.int64)
        for row, start, end in zip(at, starts, ends, strict=True):
            row[:] = self._documents[start:end].searchsorted(documents)
        at += np.array(starts)[:, None]
        np.minimum(at, np.array(ends)[:, None] - 1, out=at)
        found = self._impacts.take(at)
        found *= self._documents.take(at) == documents
        if any(each.shared for each in spans):
            found *= np.array([share for each in spans for share in each.shares], np.float32)[:, None]
        if len(starts) > len(words):
            firsts = np.cumsum([0, *(len(each.starts) for each in spans[:-1])])
            found = np.maximum.reduceat(found, firsts, axis=0)
        return found

    def _spans(self, terms: Terms) -> _Spans:
        """Where they lie."""
        found = self._kept_spans.get(terms)
        if found is None:
            starts, ends, shares, peak = [], [], [], 0.0
            for term, share in terms:
                number = self._terms.find(term.encode())
                if number >= 0:
                    start, end = int(self._ends[number]), int(self._ends[number + 1])
                    starts.append(start)
                    ends.append(end)
                    shares.append(share)
                    peak = max(peak, share * float(self._peaks[number]))
            size = sum(ends) - sum(starts)
            found = _Spans(starts, ends, shares, any(share != 1.0 for share in shares), size, peak)
            if len(self._kept_spans) >= KEPT_SPANS:
                self._kept_spans.clear()
            self._kept_spans[terms] = found
        return found
