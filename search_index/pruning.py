"""The best documents by their words, without adding up every word: what `scoring.score` and `scoring.top` would give, sooner.

A variant of MaxScore (Turtle and Flood 1995) for arrays. The words that tell most are added up for all documents. What the
others, frequent and light, can add at most is known, so only documents that could still be among the best are looked up in
their long lists. Scores are summed in the order of the plan, so they are the very same numbers.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search_index import query
from search_index.scoring import Mask, add, ranked, reaching, top
from search_index.segment import Floats, Ints, Segment
from search_index.signals import Standing

LONG = 3_000  # postings from which on looking some documents up costs less than adding all
WORTH = 20_000  # postings of all that is looked up, from which on that pays
HEAVY = 10.0  # what is added up for all must weigh this many times what is looked up, or too many could be among the best
AHEAD = 2  # times as many as wanted are looked up first, to know what the last wanted is worth
SAMPLE = 512  # of a list of one word, to guess which of it are the best
SLACK = np.float32(1 - 1e-5)  # sums of float32 are off by less
ROWS = 32  # scores of which only the largest is looked at first

TINY = float(np.nextafter(np.float32(0), np.float32(1)))
Found = tuple[npt.NDArray[np.int64], Floats]


def best(segment: Segment, plan: query.Plan, standing: Standing, shown: Mask, wanted: int) -> Found:
    """(documents, their text scores) of the `wanted` best by text score * standing, ties by lowest number.

    `shown`: None or which documents may be found.
    """
    groups, factors = plan.groups, standing.ranked
    if len(groups) == 1:
        documents, impacts = segment.merged(groups[0].terms)
        return _of_one(documents, impacts * np.float32(groups[0].weight), standing, shown, wanted)
    extents = [segment.extent(group.terms) for group in groups]
    bounds = [group.weight * peak for group, (_, peak) in zip(groups, extents, strict=True)]
    first = _essential([size for size, _ in extents], bounds)
    text = np.zeros(segment.count, np.float32)
    add(segment, groups[:first], text)
    if first < len(groups):
        found = _looked_up(segment, groups[first:], sum(bounds[first:]), text, standing, shown, wanted)
        if found is not None:
            return found
        add(segment, groups[first:], text)
    chosen = top(ranked(text, factors, shown), wanted)
    return chosen, text[chosen]


def _essential(sizes: Sequence[int], bounds: Sequence[float]) -> int:
    """How many of the words (heaviest first) are to be added up for all documents."""
    count, left, right = len(sizes), sum(bounds), 0.0
    while count > 1 and sizes[count - 1] > LONG:
        bound = bounds[count - 1]
        left, right = left - bound, right + bound
        if left < HEAVY * right:
            break
        count -= 1
    return count if sum(sizes[count:]) > WORTH else len(sizes)


def _of_one(documents: Ints, text: Floats, standing: Standing, shown: Mask, wanted: int) -> Found:
    """The best of one list."""
    factors = standing.ranked
    if len(text) > 2 * LONG:
        sample = text[:: len(text) // SAMPLE]
        place = max(0, len(sample) - 1 - 6 * wanted * len(sample) // len(text))
        some = (text >= np.partition(sample, place)[place]).nonzero()[0]
        least = _last(_ranked(text[some], documents[some], factors, shown), wanted)
        kept = (text >= least / standing.most * SLACK).nonzero()[0]
        documents, text = documents[kept], text[kept]
    return _ordered(documents, text, factors, shown, wanted)


def _looked_up(
    segment: Segment, groups: Sequence[query.Group], more: float, text: Floats,
    standing: Standing, shown: Mask, wanted: int,
) -> Found | None:  # fmt: skip
    """The best by `text`, which lacks the words of `groups`; they add at most `more`. None when they could change too much."""
    columns = len(text) // ROWS
    ahead = AHEAD * wanted
    if columns <= 2 * ahead:
        return None
    factors = standing.ranked
    scores = ranked(text, factors, shown)
    peaks = scores[: ROWS * columns].reshape(ROWS, columns).max(axis=0)
    bound = np.partition(peaks, columns - ahead)[columns - ahead]
    if bound <= 0:
        return None
    # What the likely best are worth in full; what the last wanted of them is worth, all must be.
    some = reaching(scores, peaks, ROWS, bound).astype(np.int32)
    found = _in_full(segment, groups, text, some)
    least = np.float32(_last(found * factors[some], wanted)) * SLACK
    floor = least - np.float32(more * standing.most)
    if floor <= 0:
        return None
    if floor < bound:
        some = reaching(scores, peaks, ROWS, floor).astype(np.int32)
        some = some[(text[some] + np.float32(more)) * factors[some] >= least]
        found = _in_full(segment, groups, text, some)
    return _ordered(some, found, factors, shown, wanted)


def _in_full(segment: Segment, groups: Sequence[query.Group], text: Floats, documents: Ints) -> Floats:
    """The text scores of these documents: what was added up so far, and the words of `groups`."""
    found = text[documents]
    rows = segment.impacts([group.terms for group in groups], documents)
    rows *= np.array([group.weight for group in groups], np.float32)[:, None]
    for row in rows:  # one after another, as they would have been added
        found += row
    return found


def _ranked(text: Floats, documents: Ints, factors: Floats, shown: Mask) -> Floats:
    scores = text * factors.take(documents)
    if shown is not None:
        scores *= shown[documents]
    return scores


def _last(scores: Floats, wanted: int) -> float:
    """The score of the last wanted of these; 0 when there are not so many."""
    count = len(scores)
    return float(np.partition(scores, count - wanted)[count - wanted]) if count >= wanted else 0.0


def _ordered(documents: Ints, text: Floats, factors: Floats, shown: Mask, wanted: int) -> Found:
    """The best of documents that stand in ascending order."""
    scores = _ranked(text, documents, factors, shown)
    kept = (scores >= max(_last(scores, wanted), TINY)).nonzero()[0]
    order = kept[(-scores[kept]).argsort(kind="stable")[:wanted]]
    return documents[order].astype(np.int64), text[order]
