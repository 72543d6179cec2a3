"""The ranking formula and its weights: one place.

    score(d | q) = text(d | q) * (1 + boost(d)) * trust(d)

text   BM25F (Robertson, Zaragoza, Taylor 2004): frequencies weighted by field, summed, then saturated; the best
       are then looked at closely: times 1 + bonus for words in one sentence, in the title, side by side (closeness).
boost  in [0, 1]: hits (log scale that saturates), helpful votes (Bayesian mean), solved, pinned.
trust  in (0, 1]: the product over open staff flags of their reason's factor.

Engines multiply by factor = (1 + boost) * trust / 2, which lies in (0, 1]: an engine that prunes by upper bounds
(Whoosh does) gives wrong lists for factors above 1. The halving changes no order.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from search_index.signals import Signals

Floats = npt.NDArray[np.float64]

K1 = 2.0  # how soon more of the same word stops counting
B = 0.75  # how much a long text must say a word more often
FIELD_WEIGHTS = {
    "title": 2.0,  # a title says what the text is about
    "phrasings": 2.0,  # other ways people ask for the same: as good as a title
    "summary": 1.5,  # one sentence chosen by an author
    "body": 1.0,  # the measure of the others
    "solution": 1.0,  # what solved it is worth as much as what was asked
    "answers": 0.5,  # other answers: useful words, much noise
    "tags": 1.0,  # few and chosen
    "learned": 2.0,  # words of searches that ended here satisfied, times how many did
}
STOP_WORD_FACTOR = 0.4  # "how", "can", "the": little, but in short questions not nothing
SENTENCE_BONUS = 0.8  # the words stand in one sentence that says little else
TITLE_BONUS = 0.4  # and that sentence is the title
PAIRS_BONUS = 0.2  # words that were neighbours in the query are neighbours in the text
LEARNED_PRIOR_SEARCHES = 8.0  # satisfied searches of a document at which they count half: one may be an accident
LEARNED_BONUS = (
    1.0  # satisfied searches like this one ended here; the document with most such votes has all of it
)
LEARNED_SHARPNESS = 3.0  # how much more a near search counts than a far one
LEARNED_PRIOR = 0.5  # votes it takes to be believed in full
LEARNED_MEANING_SHARPNESS = 4.0  # the same for the nearness of meaning
WORDS_WEIGHT = 1.5  # of the words beside the meaning, when the words asked for are found
LEARNED_MEANING_WEIGHT = 0.8  # of what satisfied searches of like meaning say
MEANT_COSINE = 0.3  # from here on a document matches without sharing a word
CLOSE_LOOK = 60  # documents whose sentences are looked at; below them the order is BM25F's

HITS_WEIGHT = 0.35  # opened by many lately: the strongest sign, but it feeds itself, so it is not all
HELPFUL_WEIGHT = 0.25  # readers said it helped; the mean leans to the prior until enough have said so
SOLVED_WEIGHT = 0.2  # the asker accepted a solution
PINNED_WEIGHT = 0.2  # a moderator put it on top of its topic

HIT_HALF_LIFE_DAYS = 30.0  # products change: what was opened two months ago counts a quarter
HIT_EPOCH = 1_735_689_600.0  # 2025-01-01: hits are kept as if they all had happened then
HITS_SATURATE = 1000.0  # decayed hits at which more change nothing

HELPFUL_PRIOR_VOTES = 5.0  # an unvoted document counts as five votes at the prior mean
HELPFUL_PRIOR_MEAN = 0.5  # at which the share contributes nothing

FLAG_FACTORS = {"inaccurate": 0.3, "outdated": 0.5, "incomplete": 0.75, "unsafe": 0.01}
MIN_TRUST = 0.001  # never 0: a flagged document stays findable by its own words


def fused(words: float, best_words: float, mass: float, near: float, votes: float) -> float:
    """Words and meaning together, in 0..1 or so: how far to trust the words is how much of the query they found.

    `words` of at most `best_words` in this answer; `mass` the weight of all words typed; `near` in 0..1 the cosine
    between the usual and the nearest; `votes` in 0..1. Of a query in another language hardly a word is found: its
    meaning decides. An error code that is found decides by itself.
    """
    found = min(1.0, best_words / mass) if mass > 0 else 0.0
    by_words = WORDS_WEIGHT * found * found
    whole = by_words + 1.0 + LEARNED_MEANING_WEIGHT
    lexical = by_words * words / best_words if best_words > 0 else 0.0
    return (lexical + near + LEARNED_MEANING_WEIGHT * votes) / whole


def bayesian_mean(helpful: Floats | float, unhelpful: Floats | float) -> Floats:
    """Share of helpful votes in 0..1, pulled to the prior while votes are few."""
    voted = np.asarray(helpful, np.float64) + np.asarray(unhelpful, np.float64)
    return np.asarray(
        (np.asarray(helpful) + HELPFUL_PRIOR_VOTES * HELPFUL_PRIOR_MEAN) / (voted + HELPFUL_PRIOR_VOTES),
        np.float64,
    )


def saturated_hits(hits: Floats | float) -> Floats:
    """Decayed hits -> 0..1 on a log scale."""
    clean = np.maximum(np.asarray(hits, np.float64), 0.0)
    return np.asarray(np.minimum(1.0, np.log1p(clean) / np.log1p(HITS_SATURATE)), np.float64)


def boost(
    hits: Floats | float,
    helpful: Floats | float,
    unhelpful: Floats | float,
    solved: Floats | float | bool,
    pinned: Floats | float | bool,
) -> Floats:
    """The bounded evidence that a document answers people, in 0..1. Mostly unhelpful votes take evidence away."""
    share = 2.0 * bayesian_mean(helpful, unhelpful) - 1.0
    total = (
        HITS_WEIGHT * saturated_hits(hits)
        + HELPFUL_WEIGHT * share
        + SOLVED_WEIGHT * np.asarray(solved, np.float64)
        + PINNED_WEIGHT * np.asarray(pinned, np.float64)
    )
    return np.asarray(np.clip(total, 0.0, 1.0), np.float64)


def factor(boosts: Floats | float, trust: Floats | float) -> Floats:
    """What an engine multiplies its text score with: (1 + boost) * trust / 2, in (0, 1]."""
    return np.asarray((1.0 + np.asarray(boosts)) * np.clip(trust, MIN_TRUST, 1.0) / 2.0, np.float64)


def explain(signals: "Signals", now: float) -> dict[str, float]:
    """The parts of `boost` and of `factor` for one document at `now`, as numbers to show."""
    hits = decayed(signals.hits, now)
    share = 2.0 * float(bayesian_mean(signals.helpful, signals.unhelpful)) - 1.0
    whole = float(boost(hits, signals.helpful, signals.unhelpful, signals.solved, signals.pinned))
    parts = {
        "hits": HITS_WEIGHT * float(saturated_hits(hits)),
        "helpful": HELPFUL_WEIGHT * share,
        "solved": SOLVED_WEIGHT * signals.solved,
        "pinned": PINNED_WEIGHT * signals.pinned,
        "boost": whole,
        "trust": signals.trust,
        "factor": float(factor(whole, signals.trust)),
    }
    return {name: round(value, 4) for name, value in parts.items()}


def hit_weight(when: float) -> float:
    """What a hit at `when` (unix seconds) counts, in units of a hit at HIT_EPOCH: grows, so that nothing need decay."""
    return float(2.0 ** ((when - HIT_EPOCH) / (HIT_HALF_LIFE_DAYS * 86_400)))


def decayed(hits: Floats | float, now: float) -> Floats:
    """Sums of `hit_weight` -> hits of today."""
    return np.asarray(np.asarray(hits, np.float64) / hit_weight(now), np.float64)


def trust_of(reasons: "list[str] | tuple[str, ...]") -> float:
    """The trust of a document with these open staff flags; one person's flags on it are one reason to the caller."""
    product = 1.0
    for reason in reasons:
        product *= FLAG_FACTORS.get(reason, 1.0)
    return max(product, MIN_TRUST)
