"""The same searches with two sets of weights: how much better or worse, how sure that is, and which searches moved.

nDCG@10 and the reciprocal rank are those of `search_index.evaluate`. Intervals are percentiles of a bootstrap over the
searches (Efron 1979), 95 %; of the difference it is paired: each search is drawn with both of its values.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from forum.moderation.tuning import policy
from search_index import Engine, SearchRequest
from search_index.evaluate import MAX_RANK, measures

ROUNDS = 1_000
MOVED = 0.005  # of nDCG: less than any change of place within the first ten is worth

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A search and the grades of the documents that answer it, by id or by the name that an import gave.

    `left_out` are ids that are no answer, but stand high by nature: the question that the words come from.
    """

    request: SearchRequest
    lang: str
    relevant: dict[str, int]
    left_out: frozenset[str] = frozenset()


@dataclass(slots=True)
class Looked:
    """What one set of weights gave: `ndcg` and `reciprocal` a search; `best` is the best place of a right document."""

    ndcg: list[float] = field(default_factory=list)
    reciprocal: list[float] = field(default_factory=list)
    best: list[int | None] = field(default_factory=list)


def look(engine: Engine, searches: Sequence[Judged], went_on: Callable[[], None]) -> Looked:
    """Search all of them. `went_on` is called after each. Raises `SearchUnavailable`."""
    looked = Looked()
    for each in searches:
        found = []
        for result in engine.search(each.request).results:
            if result.id not in each.left_out:
                found.append(result.id if result.id in each.relevant else result.external_id or result.id)
        ndcg, reciprocal, _, _ = measures(found, each.relevant)
        places = (place for place, name in enumerate(found[:MAX_RANK], 1) if each.relevant.get(name, 0) > 0)
        looked.ndcg.append(ndcg)
        looked.reciprocal.append(reciprocal)
        looked.best.append(next(places, None))
        went_on()
    return looked


def compared(name: str, searches: Sequence[Judged], of: int, before: Looked, after: Looked) -> dict[str, Any]:
    """The figures of one set, as they are kept (JSON): `of` is how many searches it has, if not all were asked."""
    old, new = np.array(before.ndcg), np.array(after.ndcg)
    change = new - old
    order = np.argsort(change, kind="stable")
    worse = [int(i) for i in order if change[i] < -MOVED]
    better = [int(i) for i in order[::-1] if change[i] > MOVED]

    def line(i: int) -> dict[str, Any]:
        each = searches[i]
        right = max(each.relevant, key=lambda name: each.relevant[name])
        return {
            "words": each.request.words[: policy.WORDS_MAX_CHARS],
            "lang": each.lang,
            "document": right,
            "before": before.best[i],
            "after": after.best[i],
        }

    return {
        "name": name,
        "searches": len(searches),
        "of": of,
        "before": _figures(old, before.reciprocal),
        "after": _figures(new, after.reciprocal),
        "change": _figures(change, np.array(after.reciprocal) - np.array(before.reciprocal)),
        "better": len(better),
        "worse": len(worse),
        "better_ones": [line(i) for i in better[: policy.LISTED_MAX]],
        "worse_ones": [line(i) for i in worse[: policy.LISTED_MAX]],
    }


def _figures(ndcg: Floats, reciprocal: Sequence[float] | Floats) -> dict[str, float]:
    low, high = interval(ndcg)
    return {
        "ndcg": round(float(ndcg.mean()), 4) if len(ndcg) else 0.0,
        "low": round(low, 4),
        "high": round(high, 4),
        "mrr": round(float(np.mean(reciprocal)), 4) if len(reciprocal) else 0.0,
    }


def interval(values: Floats) -> tuple[float, float]:
    """Where 95 % of the means of `ROUNDS` samples lie, drawn with replacement; the same draws for every call."""
    if not len(values):
        return 0.0, 0.0
    draw = np.random.default_rng(1).integers(0, len(values), (ROUNDS, len(values)))
    low, high = np.percentile(values[draw].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)
