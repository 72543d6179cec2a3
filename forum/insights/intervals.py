"""How sure a share is, and how sure a difference of two shares.

Sources: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
Statistical Association 22 (1927), 209-212. R. G. Newcombe, "Interval estimation for the difference between independent
proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890: his method 10.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054  # the 97.5 % point of the normal distribution: 95 % lie between it and its opposite


class Interval(NamedTuple):
    """An estimate with its 95 % confidence interval."""

    value: float
    low: float
    high: float


def share(hits: int, of: int) -> Interval:
    """`hits / of`, in [0, 1], with Wilson's score interval. Raises ValueError unless 0 <= hits <= of and of > 0."""
    if of <= 0 or not 0 <= hits <= of:
        raise ValueError(f"no share: {hits} of {of}")
    p, z2 = hits / of, Z_95 * Z_95
    middle = (p + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 / (1 + z2 / of) * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Interval(p, max(0.0, middle - half), min(1.0, middle + half))


def difference(first: Interval, second: Interval) -> Interval:
    """`first - second`, in [-1, 1], of two independent shares, with Newcombe's hybrid score interval."""
    value = first.value - second.value
    low = value - sqrt((first.value - first.low) ** 2 + (second.high - second.value) ** 2)
    high = value + sqrt((first.high - first.value) ** 2 + (second.value - second.low) ** 2)
    return Interval(value, max(-1.0, low), min(1.0, high))
