"""Logistic regression over the marks of a text.

The log-odds of spam are `bias + sum of weights of the text's marks / sqrt(number of marks)`: binary features of unit
length (shorter for short texts), as in Goodman and Yih, "Online discriminative spam filter training" (CEAS 2006). Askwell comes with weights
(`prior.npz`, made by `python -m benchmarks.spam --train`); a site's own decisions move them: `fit` finds the weights most
probable after the lessons, with a Gaussian prior round those that Askwell came with (the mode, by gradient descent). So what is
learned depends on the lessons alone, not on their order, and a lesson taken back is forgotten without a trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forum.spam.reading import FEATURES, Read, mark

PRIOR = Path(__file__).with_name("prior.npz")
ROUNDS = 40
PRIOR_STRENGTH = 0.05  # of the pull back to what Askwell came with: chosen on a forum's posts in their order (docs/spam.md)
STEP = 2.0
WORDS_SHOWN = 6
SHORT_MARKS = 30  # a text of fewer is no surer for it: one word alone says little

Marks = NDArray[np.uint32]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of all features, and what is added for every text."""

    weights: Weights
    bias: float

    def log_odds(self, marks: Marks) -> float:
        """Of spam: above 0 rather spam, 5 is 148 to 1."""
        if not len(marks):
            return self.bias
        size = max(len(marks), SHORT_MARKS)
        return float(self.weights[marks].sum(dtype=np.float64) / np.sqrt(size) + self.bias)

    def reasons(self, read: Read, most: int = WORDS_SHOWN) -> list[str]:
        """The names of the features that speak most for spam, the strongest first; none that speaks against it, and no
        mere numbers ("#4" is any of four digits)."""
        said = [name for name in read.names if "#" not in name]
        weighed = sorted(((float(self.weights[mark(name)]), name) for name in said), reverse=True)
        return [name for weight, name in weighed[:most] if weight > 0]


@lru_cache(maxsize=1)
def prior() -> Model:
    """What Askwell comes with."""
    with np.load(PRIOR, allow_pickle=False) as kept:
        return Model(kept["weights"].astype(np.float32), float(kept["bias"]))


def fit(
    lessons: Sequence[tuple[Marks, bool]],
    start: Model,
    strength: float = PRIOR_STRENGTH,
    rounds: int = ROUNDS,
    weights_of: Sequence[float] | None = None,
) -> Model:
    """The model after `lessons` (marks, is it spam?), pulled towards `start`. Spam and the rest weigh the same in all,
    unless `weights_of` says what each lesson weighs. No lessons: `start`."""
    kinds = {spam for _marks, spam in lessons}
    if not lessons:
        return start
    flat = np.concatenate([marks for marks, _spam in lessons]).astype(np.int64)
    sizes = np.array([len(marks) for marks, _spam in lessons])
    owner = np.repeat(np.arange(len(lessons)), sizes)
    scale = 1.0 / np.sqrt(np.maximum(sizes, SHORT_MARKS))
    spam = np.array([float(is_spam) for _marks, is_spam in lessons])
    share = np.array(weights_of) if weights_of is not None else _shares(spam, len(kinds))
    begin = start.weights.astype(np.float64)
    weights, bias = begin.copy(), start.bias
    speed = np.full(FEATURES, 1e-8)
    speed_bias = 1e-8
    for _ in range(rounds):
        logits = np.bincount(owner, weights[flat], len(lessons)) * scale + bias
        wrong = share * (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))) - spam)
        slope = np.bincount(flat, (wrong * scale)[owner], FEATURES) + strength * (weights - begin)
        slope_bias = float(wrong.sum()) + strength * (bias - start.bias)
        # Adagrad (Duchi, Hazan, Singer 2011): rare words take larger steps than common ones.
        speed += slope**2
        speed_bias += slope_bias**2
        weights -= STEP * slope / np.sqrt(speed) * (np.abs(slope) > 0)
        bias -= 0.3 * slope_bias / speed_bias**0.5
    return Model(weights.astype(np.float32), float(bias))


def _shares(spam: NDArray[np.float64], kinds: int) -> NDArray[np.float64]:
    """What each lesson weighs: a site with one spam for fifty kept posts learns from both."""
    if kinds < 2:
        return np.ones(len(spam))
    rare = min(spam.sum(), len(spam) - spam.sum())
    shares: NDArray[np.float64] = np.where(spam == 1, rare / spam.sum(), rare / (len(spam) - spam.sum()))
    return shares


def added(model: Model, start: Model) -> tuple[Marks, Weights, float]:
    """What `model` has beyond `start`: the marks whose weight moved, by how much, and the bias."""
    moved = model.weights - start.weights
    marks = np.flatnonzero(np.abs(moved) > 1e-4).astype(np.uint32)
    return marks, moved[marks].astype(np.float32), model.bias - start.bias


def with_added(start: Model, marks: Marks, weights: Weights, bias: float) -> Model:
    """Undo `added`."""
    whole: Any = start.weights.copy()
    whole[marks] += weights
    return Model(whole, start.bias + bias)
