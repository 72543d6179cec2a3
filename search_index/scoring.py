"""The lexical part of a search, in arrays: every document's score, who may be shown and passes the filters, the best.

Everything is a pass over all documents in numpy, ten millionths of a second for 100,000, for a visitor is told how many
match; so what counts is the number of passes. Where only the best are asked for see `pruning`. None stands for a mask
that lets everything through, and costs none.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from search_index import query
from search_index.segment import Floats, Segment
from search_index.signals import UNDER_REVIEW, UNSAFE, SignalStore

Mask = npt.NDArray[np.bool_] | None
FEW = 50_000  # scores that are sooner all compared than looked for in a table
_LABELS = ("kind", "topic", "lang")


def score(segment: Segment, plan: query.Plan) -> Floats:
    """The text score of every document: the sum over words of the best of their forms."""
    scores = np.zeros(segment.count, np.float32)
    add(segment, plan.groups, scores)
    return scores


def add(segment: Segment, groups: Sequence[query.Group], scores: Floats) -> None:
    """Add these words to every document's score."""
    for group in groups:
        documents, impacts = segment.merged(group.terms)
        if len(documents):
            # Half the time of `scores[documents] += ...`
            np.add.at(scores, documents, impacts * np.float32(group.weight))


def standing(segment: Segment, signals: SignalStore, suggesting: bool) -> tuple[Mask, Floats]:
    """(may be shown, factor of the signals) of every document."""
    known = signals.standing(segment.columns.slots)
    shown = None if segment.whole else segment.alive
    if suggesting:
        shown = both(shown, (known.states & (UNSAFE | UNDER_REVIEW)) == 0)
    return shown, known.ranked


def wanted(segment: Segment, request: query.SearchRequest) -> dict[str, npt.NDArray[np.bool_]]:
    """For each of "kind", "topic", "lang" that is filtered by: which of the segment's values are asked for."""
    filters = {"kind": request.kinds, "topic": request.topics, "lang": request.doc_langs}
    names = segment.columns.names
    return {
        label: np.array([each in values for each in names[f"{label}s"]], np.bool_)
        for label, values in filters.items()
        if values
    }


def passing(segment: Segment, filters: Mapping[str, npt.NDArray[np.bool_]]) -> Mask:
    """Which documents pass all filters."""
    return _table(segment, filters).ravel()[segment.sorts.codes] if filters else None


def count(
    segment: Segment,
    matching: npt.NDArray[np.bool_],
    filters: Mapping[str, npt.NDArray[np.bool_]],
    counts: Mapping[str, Counter[str]],
) -> int:
    """How many of the matching documents pass all filters; adds to the counts, each of which ignores its own filter."""
    sorts = segment.sorts
    codes = sorts.codes if matching.all() else sorts.codes[matching]
    table = np.bincount(codes, minlength=sorts.size).reshape(sorts.shape)
    for axis, label in enumerate(_LABELS):
        others = {name: chosen for name, chosen in filters.items() if name != label}
        left = table * _table(segment, others) if others else table
        numbers = left.sum(axis=tuple(other for other in range(3) if other != axis))
        names = segment.columns.names[f"{label}s"]
        for i in numbers.nonzero()[0].tolist():
            if names[i]:
                counts[label][names[i]] += int(numbers[i])
    return int((table * _table(segment, filters) if filters else table).sum())


def _table(segment: Segment, filters: Mapping[str, npt.NDArray[np.bool_]]) -> npt.NDArray[np.bool_]:
    """Which kinds, topics and languages pass, as a table of all three."""
    found = np.ones(segment.sorts.shape, np.bool_)
    for axis, label in enumerate(_LABELS):
        if label in filters:
            found &= filters[label].reshape([-1 if other == axis else 1 for other in range(3)])
    return found


def both(one: Mask, other: Mask) -> Mask:
    """What both let through."""
    if one is None or other is None:
        return other if one is None else one
    return one & other


def ranked(values: Floats, factors: Floats, allowed: Mask, out: Floats | None = None) -> Floats:
    """The values times the factors, 0 where nothing is allowed; into `out`, which may be the values themselves."""
    found = np.multiply(values, factors, out=out)
    if allowed is not None:
        found *= allowed
    return found


def top(scores: Floats, wanted: int, rows: int = 32) -> npt.NDArray[np.int64]:
    """Indexes of the `wanted` largest positive scores, best first, ties by lowest index.

    The scores are looked at as a table; the k-th largest maximum of its columns bounds the k-th largest score from below,
    and only what reaches it is put in order: a hundredth of the time of partitioning an array that is mostly zeros.
    """
    columns = scores.size // rows
    bound = np.float32(0)
    if columns > wanted > 0:
        peaks = scores[: rows * columns].reshape(rows, columns).max(axis=0)
        bound = np.partition(peaks, columns - wanted)[columns - wanted]
    candidates = reaching(scores, peaks, rows, bound) if bound > 0 else (scores > 0).nonzero()[0]
    order = (-scores[candidates]).argsort(kind="stable")
    return np.asarray(candidates[order[:wanted]], np.int64)


def reaching(scores: Floats, peaks: Floats, rows: int, bound: np.float32) -> npt.NDArray[np.int64]:
    """Indexes of the scores that are at least `bound`, ascending; `peaks`: the maxima of the columns of a table of them."""
    if scores.size <= FEW:
        return (scores >= bound).nonzero()[0]
    chosen = (peaks >= bound).nonzero()[0]
    table = scores[: rows * peaks.size].reshape(rows, peaks.size)
    row, column = (table.take(chosen, axis=1) >= bound).nonzero()
    found = row * peaks.size + chosen[column]  # ascending, as both are
    if table.size < scores.size:
        found = np.concatenate((found, (scores[table.size :] >= bound).nonzero()[0] + table.size))
    return found
