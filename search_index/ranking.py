"""The ranking formula; its numbers are in `weights.py`.

    score(d | q) = text(d | q) * (1 + boost(d)) * trust(d)

text   BM25F (Robertson, Zaragoza, Taylor 2004): frequencies weighted by field, summed, then saturated; the best
       are then looked at closely: times 1 + bonus for words in one sentence, in the title, side by side (closeness).
boost  in [0, 1]: hits (log scale that saturates), helpful votes (Bayesian mean), solved, pinned.
trust  in (0, 1]: the product over open staff flags of their reason's factor, times trust_of_age: 1 while a text is
       looked at in time; else, after a grace time (ASKWELL_OVERDUE_GRACE_DAYS), falling to ASKWELL_OVERDUE_TRUST (0.8).

Engines multiply by factor = (1 + boost) * trust / 2, which lies in (0, 1]: an engine that prunes by upper bounds
(Whoosh does) gives wrong lists for factors above 1. The halving changes no order.

`tuning` are the numbers that a site may change while it runs (`tuning.py`); within their bounds all of this holds.
"""

import numpy as np
import numpy.typing as npt

from search_index import weights
from search_index.tuning import DEFAULT, Tuning

Floats = npt.NDArray[np.float64]


def bayesian_mean(
    helpful: Floats | float, unhelpful: Floats | float, few: float = weights.HELPFUL_PRIOR_VOTES
) -> Floats:
    """Share of helpful votes in 0..1, pulled to the prior while votes are few: not many more than `few`."""
    voted = np.asarray(helpful, np.float64) + np.asarray(unhelpful, np.float64)
    return np.asarray(
        (np.asarray(helpful) + few * weights.HELPFUL_PRIOR_MEAN) / (voted + few),
        np.float64,
    )


def saturated_hits(hits: Floats | float, many: float = weights.HITS_SATURATE) -> Floats:
    """Decayed hits -> 0..1 on a log scale; `many` are 1, and more than those."""
    clean = np.maximum(np.asarray(hits, np.float64), 0.0)
    return np.asarray(np.minimum(1.0, np.log1p(clean) / np.log1p(many)), np.float64)


def boost(
    hits: Floats | float,
    helpful: Floats | float,
    unhelpful: Floats | float,
    solved: Floats | float | bool,
    pinned: Floats | float | bool,
    tuning: Tuning = DEFAULT,
) -> Floats:
    """The bounded evidence that a document answers people, in 0..1. Mostly unhelpful votes take evidence away."""
    share = 2.0 * bayesian_mean(helpful, unhelpful, tuning.few_votes) - 1.0
    total = (
        tuning.hits * saturated_hits(hits, tuning.many_hits)
        + tuning.helpful * share
        + tuning.solved * np.asarray(solved, np.float64)
        + tuning.pinned * np.asarray(pinned, np.float64)
    )
    return np.asarray(np.clip(total, 0.0, 1.0), np.float64)


def factor(boosts: Floats | float, trust: Floats | float) -> Floats:
    """What an engine multiplies its text score with: (1 + boost) * trust / 2, in (0, 1]."""
    return np.asarray((1.0 + np.asarray(boosts)) * np.clip(trust, weights.MIN_TRUST, 1.0) / 2.0, np.float64)


def hit_weight(when: float) -> float:
    """What a hit at `when` (unix seconds) counts, in units of a hit at weights.HIT_EPOCH: grows, so that nothing need decay."""
    return float(2.0 ** ((when - weights.HIT_EPOCH) / (weights.HIT_HALF_LIFE_DAYS * 86_400)))


def decayed(hits: Floats | float, now: float) -> Floats:
    """Sums of `hit_weight` -> hits of today."""
    return np.asarray(np.asarray(hits, np.float64) / hit_weight(now), np.float64)


def trust_of(reasons: "list[str] | tuple[str, ...]", tuning: Tuning = DEFAULT) -> float:
    """The trust of a document with these open staff flags; one person's flags on it are one reason to the caller."""
    product = 1.0
    for reason in reasons:
        product *= tuning.flag_factor(reason)
    return max(product, weights.MIN_TRUST)


def trust_of_age(days_late: float, floor: float) -> float:
    """The trust of a text whose review has been overdue for `days_late` beyond the grace time: 1, then falling evenly
    over OVERDUE_FADE_DAYS to `floor`. Mild: a text that nobody looked at again is not a wrong one."""
    share = min(1.0, max(0.0, days_late) / weights.OVERDUE_FADE_DAYS)
    return max(weights.MIN_TRUST, 1.0 - share * (1.0 - min(1.0, floor)))
