"""The arithmetic, against what its authors published."""

from __future__ import annotations

import pytest

from forum.insights import intervals


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_as_in_newcombe_1998a_table_i(hits: int, of: int, low: float, high: float) -> None:
    found = intervals.share(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((0, 10), (0, 10), -0.2775, 0.2775),
    ],
)
def test_a_difference_as_in_newcombe_1998b_table_ii(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = intervals.difference(intervals.share(*first), intervals.share(*second))
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_no_share_of_nobody() -> None:
    for hits, of in ((0, 0), (2, 1), (-1, 3)):
        with pytest.raises(ValueError, match="no share"):
            intervals.share(hits, of)
