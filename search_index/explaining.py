"""Why a result stands where it does: its score taken apart, in numbers for staff."""

from collections.abc import Sequence

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
