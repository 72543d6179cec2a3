"""Why a result stands where it does: its score taken apart, in numbers for staff."""

from collections.abc import Sequence

from search_index import query, ranking, weights
from search_index.segment import Part
from search_index.signals import Signals


def by_signal(signals: Signals, now: float) -> dict[str, float]:
    """The parts of `boost` and of `factor` for one document at `now`, as numbers to show."""
    hits = ranking.decayed(signals.hits, now)
    share = 2.0 * float(ranking.bayesian_mean(signals.helpful, signals.unhelpful)) - 1.0
    whole = float(ranking.boost(hits, signals.helpful, signals.unhelpful, signals.solved, signals.pinned))
    parts = {
        "hits": weights.HITS_WEIGHT * float(ranking.saturated_hits(hits)),
        "helpful": weights.HELPFUL_WEIGHT * share,
        "solved": weights.SOLVED_WEIGHT * signals.solved,
        "pinned": weights.PINNED_WEIGHT * signals.pinned,
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
