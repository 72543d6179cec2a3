"""From marks to numbers that say how sure they are. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi, sqrt, tan
from statistics import NormalDist

FEW = 10  # fewer marks than that, and one more may change the picture
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Summary:
    """`counts`: how often each mark from 1 to 5. `low` and `high`: where the mean is, 19 times of 20."""

    counts: tuple[int, int, int, int, int]
    mean: float | None
    low: float | None
    high: float | None

    @property
    def total(self) -> int:
        """How many marks."""
        return sum(self.counts)

    @property
    def few(self) -> bool:
        """Too few to compare by?"""
        return self.total < FEW


def summary(by_mark: Mapping[int, int]) -> Summary:
    """The mean with its 95 % interval (Student's t; cut to 1 to 5). One mark alone has no interval."""
    counts = tuple(by_mark.get(mark, 0) for mark in range(1, 6))
    total = sum(counts)
    if total == 0:
        return Summary(counts, None, None, None)  # type: ignore[arg-type]
    mean = sum(mark * count for mark, count in enumerate(counts, 1)) / total
    if total == 1:
        return Summary(counts, mean, None, None)  # type: ignore[arg-type]
    variance = sum(count * (mark - mean) ** 2 for mark, count in enumerate(counts, 1)) / (total - 1)
    # All the same so far says little when there are few: no spread is not no doubt. One mark more, one step off.
    variance = max(variance, (1 - 1 / total) / total)
    reach = student_t(total - 1) * sqrt(variance / total)
    return Summary(counts, mean, max(1.0, mean - reach), min(5.0, mean + reach))  # type: ignore[arg-type]


def student_t(freedom: int, level: float = LEVEL) -> float:
    """The two-sided quantile of Student's t.

    Exact for one and two degrees of freedom; else the expansion of Abramowitz and Stegun, 26.7.5 (to 0.5 % from three on).
    """
    p = 0.5 + level / 2
    if freedom == 1:
        return tan(pi * (p - 0.5))
    if freedom == 2:
        return (2 * p - 1) * sqrt(2 / (4 * p * (1 - p)))
    z = NormalDist().inv_cdf(p)
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )
