"""Why a result stands where it does: its score taken apart, in numbers for staff."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from search_index import query, ranking, weights
from search_index.segment import Part
from search_index.signals import Signals
from search_index.tuning import DEFAULT, Tuning

TEXT_PARTS = ("by_words", "by_meaning", "by_past")
"""What `text` is the sum of."""


def by_signal(signals: Signals, now: float, tuning: Tuning = DEFAULT) -> dict[str, float]:
    """The parts of `boost` and of `factor` for one document at `now`, as numbers to show."""
    hits = ranking.decayed(signals.hits, now)
    helpful, unhelpful = signals.helpful, signals.unhelpful
    share = 2.0 * float(ranking.bayesian_mean(helpful, unhelpful, tuning.few_votes)) - 1.0
    whole = float(ranking.boost(hits, helpful, unhelpful, signals.solved, signals.pinned, tuning))
    parts = {
        "hits": tuning.hits * float(ranking.saturated_hits(hits, tuning.many_hits)),
        "helpful": tuning.helpful * share,
        "solved": tuning.solved * signals.solved,
        "pinned": tuning.pinned * signals.pinned,
        "boost": whole,
        "trust": signals.trust,
        "factor": float(ranking.factor(whole, signals.trust)),
    }
    return {name: round(value, 4) for name, value in parts.items()}


def by_field(parts: Sequence[Part], plan: query.Plan) -> dict[str, float]:
    """How the text score divides among the fields: by weighted frequency of each word, as shares of 1."""
    shares: dict[str, float] = {}
    for number, group in enumerate(plan.groups):
        counts = {
            i: weights.FIELD_WEIGHTS[part.field] * int((part.groups == number).sum())
            for i, part in enumerate(parts)
        }
        total = sum(counts.values())
        for i, count in counts.items():
            if count:
                field = parts[i].field
                shares[field] = shares.get(field, 0.0) + group.weight * count / total
    whole = sum(shares.values()) or 1.0
    return {
        field: round(value / whole, 3) for field, value in sorted(shares.items(), key=lambda each: -each[1])
    }


BOOST_PARTS = ("hits", "helpful", "solved", "pinned")


def apart(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, float]:
    """What each factor does to ln(score of first / score of second); the sum is that logarithm.

    `first` and `second` are `SearchResult.why` of one answer. A sum inside the product (text, boost) is divided by the
    logarithmic mean of its two values (the LMDI of Ang, "Decomposition analysis for policymaking in energy", 2004), so
    that nothing is left over; "limit" is what the bound of the boost took away.
    """
    text = _logarithmic_mean(first["text"], second["text"])
    found = {name: _share(first[name] - second[name], text) for name in TEXT_PARTS}
    whole = _logarithmic_mean(1 + first["boost"], 1 + second["boost"])
    found |= {name: _share(first[name] - second[name], whole) for name in BOOST_PARTS}
    unbounded = sum(first[name] - second[name] for name in BOOST_PARTS)
    found["limit"] = _share(first["boost"] - second["boost"] - unbounded, whole)
    found["trust"] = math.log(max(first["trust"], _LEAST) / max(second["trust"], _LEAST))
    return found


_LEAST = 1e-9


def _logarithmic_mean(a: float, b: float) -> float:
    a, b = max(a, _LEAST), max(b, _LEAST)
    return a if math.isclose(a, b, rel_tol=1e-9) else (a - b) / (math.log(a) - math.log(b))


def _share(difference: float, mean: float) -> float:
    return difference / mean if abs(difference) > _LEAST else 0.0
