"""Tests that wait for somebody, or ask how work grows, on whatever machine: slow, busy, or frozen for seconds.

No test may fail because a machine is slow. What must happen is waited for as long as this; how fast it is, is measured in
benchmarks/. What must not take long is told by counting, or by how it grows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_SECONDS = 300.0  # ten times slower, and frozen meanwhile: only what never happens takes longer
ROUNDS = 12

T = TypeVar("T")


def until(look: Callable[[], T], what: str = "what was waited for") -> T:
    """The first true thing that `look` gives; fails when there is none for `PATIENCE_SECONDS`.

    The last look begins after that time: a machine that stood still has not been looked at.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        late = time.monotonic() >= deadline
        if found := look():
            return found
        assert not late, f"{what} did not happen within {PATIENCE_SECONDS:g} s"
        threading.Event().wait(0.05)


def growth(work: Callable[[int], object], small: int, large: int, enough: float) -> float:
    """How many times longer `large` takes than `small`, in time of this thread's processor: the least of some rounds.

    Ends with the first round below `enough`. Noise makes single rounds larger or smaller; work that grows faster than
    that makes all of them larger. Both sizes are measured right after each other, so that a slow machine is slow for both.
    """
    least = float("inf")
    for _ in range(ROUNDS):
        took = []
        for size in (small, large):
            before = time.thread_time()
            work(size)
            took.append(time.thread_time() - before)
        least = min(least, took[1] / max(took[0], 1e-6))
        if least < enough:
            break
    return least
