"""The lexical part of a search, in arrays: every document's score, who may be shown and passes the filters, the best."""

from collections import Counter

import numpy as np
import numpy.typing as npt

from search_index import query
from search_index.segment import Floats, Segment
from search_index.signals import SignalStore

SOLVED, UNDER_REVIEW, UNSAFE, PINNED = 1, 2, 4, 8  # bits of SignalStore.states
UNSAFE_FACTOR = np.float32(1e-6)  # shown last, with a notice


def score(segment: Segment, plan: query.Plan) -> Floats:
    """The text score of every document: the sum over words of the best of their forms."""
    scores = np.zeros(segment.count, np.float32)
    best: Floats | None = None
    for group in plan.groups:
        lists = []
        for term, share in group.terms:
            documents, impact = segment.postings(term)
            if len(documents):
                lists.append((documents, impact * np.float32(group.weight * share)))
        if len(lists) == 1:
            np.add.at(scores, *lists[0])  # half the time of `scores[documents] += values`
        elif lists:
            best = np.zeros(segment.count, np.float32) if best is None else best
            for documents, values in lists:
                np.maximum.at(best, documents, values)
            scores += best
            for documents, _ in lists:
                best[documents] = 0
    return scores


def standing(
    segment: Segment, signals: SignalStore, suggesting: bool
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """(may be shown, factor of the signals) of every document."""
    factors = signals.factors(segment.columns.slots)
    states = signals.states(segment.columns.slots)
    shown = segment.alive
    if suggesting:
        shown = shown & ((states & (UNSAFE | UNDER_REVIEW)) == 0)
    unsafe = (states & UNSAFE) > 0
    return shown, np.where(unsafe, factors * UNSAFE_FACTOR, factors) if unsafe.any() else factors


def narrow(
    segment: Segment,
    matching: npt.NDArray[np.bool_],
    shown: npt.NDArray[np.bool_],
    request: query.SearchRequest,
    counts: dict[str, Counter[str]],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """(matching, shown) that pass all filters; adds to the counts, each of which ignores its own filter."""
    columns = segment.columns
    wanted = {"kinds": request.kinds, "topics": request.topics, "langs": request.doc_langs}
    masks: dict[str, npt.NDArray[np.bool_]] = {}
    for name, values in wanted.items():
        if values:
            names = columns.names[name]
            chosen = [i for i, each in enumerate(names) if each in values]
            masks[name] = np.isin(getattr(columns, name), chosen)
    passing, allowed = matching, shown
    for mask in masks.values():
        passing, allowed = passing & mask, allowed & mask
    for name, label in (("kinds", "kind"), ("topics", "topic"), ("langs", "lang")):
        others = matching
        for other, mask in masks.items():
            if other != name:
                others = others & mask
        numbers = np.bincount(getattr(columns, name)[np.flatnonzero(others)], minlength=1)
        for i in np.flatnonzero(numbers).tolist():
            if columns.names[name][i]:
                counts[label][columns.names[name][i]] += int(numbers[i])
    return passing, allowed


def top(scores: Floats, wanted: int, block: int = 64) -> npt.NDArray[np.int64]:
    """Indexes of the `wanted` largest positive scores, best first, ties by lowest index.

    The k-th largest block maximum bounds the k-th largest value from below: partitioning the few that reach it costs
    a hundredth of partitioning an array that is mostly zeros.
    """
    blocks = scores.size // block
    bound = np.float32(0)
    if blocks > wanted:
        peaks = scores[: blocks * block].reshape(blocks, block).max(axis=1)
        bound = np.partition(peaks, blocks - wanted)[blocks - wanted] if wanted else bound
    candidates = np.flatnonzero(scores >= bound) if bound > 0 else np.flatnonzero(scores > 0)
    order = np.argsort(-scores[candidates], kind="stable")
    return np.asarray(candidates[order[:wanted]], np.int64)
