"""How the words found stand to each other: in one sentence, in the title, side by side in the order asked.

bonus = TITLE * likeness(title) + SENTENCE * best likeness of a sentence + PAIRS * share of the query's pairs kept

`likeness` is Dice's coefficient by weight: 2 * weight of the words both have / (weight of the query + of the sentence),
where a sentence weighs its number of distinct terms times the mean weight of the query's words. The best sentence is
what makes a list of example questions, phrasings and learned searches work: one near match counts, not their sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from search_index.query import Plan
from search_index.tuning import DEFAULT, Tuning

Ints = npt.NDArray[np.int32]

LINE_KINDS = {"title": 1}
"""Fields whose sentences count in ways of their own; all others are 0."""

PAIR_SPAN = 3  # words two neighbours of the query may lie apart
PHRASE_SPAN = 2  # of a quoted phrase: one word between them, where an identifier was cut in parts


@dataclass(frozen=True, slots=True)
class Hits:
    """Where the query's words stand in some documents, numbered 0.. as asked; entries in reading order.

    `lines` are numbers into `line_documents`, `line_terms` (distinct terms) and `line_kinds`.
    """

    documents: Ints
    groups: Ints
    positions: Ints
    lines: Ints
    line_documents: Ints
    line_terms: Ints
    line_kinds: npt.NDArray[np.uint8]


def bonus(hits: Hits, plan: Plan, count: int, tuning: Tuning = DEFAULT) -> npt.NDArray[np.float32]:
    """One bonus >= 0 for each of `count` documents."""
    total = np.zeros(count, np.float64)
    heavy = np.array([group.weight for group in plan.groups], np.float64)
    size = len(heavy)
    if not size or not len(hits.groups):
        return total.astype(np.float32)
    once = np.unique(hits.lines.astype(np.int64) * size + hits.groups)
    shared = np.bincount(once // size, heavy[once % size], minlength=len(hits.line_documents))
    mass = heavy.sum() + hits.line_terms * heavy.mean()
    likeness = 2.0 * shared / np.maximum(mass, 1e-9)
    best = np.zeros(count)
    np.maximum.at(best, hits.line_documents, likeness)
    title = np.zeros(count)
    in_title = hits.line_kinds == LINE_KINDS["title"]
    np.maximum.at(title, hits.line_documents[in_title], likeness[in_title])
    total += tuning.sentence * best + tuning.title * title
    total += tuning.neighbours * _pairs(hits, plan.order, heavy, count)
    return total.astype(np.float32)


def said(hits: Hits, count: int) -> list[int]:
    """The query's words that each of `count` documents says itself, as bits: 1 << number of the word."""
    bits = np.zeros(count, np.int64)
    np.bitwise_or.at(bits, hits.documents, np.int64(1) << hits.groups.astype(np.int64))
    return [int(each) for each in bits]


def phrases(hits: Hits, quoted: Sequence[Sequence[int]], count: int) -> list[bool]:
    """Does each document say one of the quoted phrases: its words in order, each at most PHRASE_SPAN after the one before?"""
    found = np.zeros(count, np.bool_)
    places = hits.documents.astype(np.int64) << 32 | hits.positions
    for phrase in quoted:
        ends = places[hits.groups == phrase[0]]
        for number in phrase[1:]:
            following = places[hits.groups == number]
            before = np.searchsorted(ends, following) - 1  # the last end before each
            apart = following - ends[before] if len(ends) else following
            ends = following[(before >= 0) & (apart <= PHRASE_SPAN)]
        found[ends >> 32] = True
    return [bool(each) for each in found]


def _pairs(
    hits: Hits, order: Sequence[int], heavy: npt.NDArray[np.float64], count: int
) -> npt.NDArray[np.float64]:
    """The share (by the weight of the lighter word) of the query's neighbours that are neighbours in the document."""
    size = len(heavy)
    value = np.zeros((size, size))
    for first, second in pairwise(order):
        if first != second:
            value[first, second] = min(heavy[first], heavy[second])
    if not value.any():
        return np.zeros(count)
    found = []
    for step in (1, 2, 3):
        if len(hits.groups) <= step:
            break
        a, b = hits.groups[:-step], hits.groups[step:]
        apart = hits.positions[step:] - hits.positions[:-step]
        near = (hits.documents[:-step] == hits.documents[step:]) & (apart > 0) & (apart <= PAIR_SPAN)
        near &= value[a, b] > 0
        found.append((hits.documents[step:][near].astype(np.int64) * size + a[near]) * size + b[near])
    once = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
    pairs = once % (size * size)
    kept = np.bincount(once // (size * size), value[pairs // size, pairs % size], minlength=count)
    return np.asarray(kept / value.sum(), np.float64)
