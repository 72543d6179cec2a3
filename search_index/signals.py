"""Hits, votes and flags of each document: the live numbers that ranking multiplies with, shared by all processes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Signals:
    """`hits` is the sum of `hit_weight(t)` over hits, so that decay rewrites nothing. `trust` in (0, 1]."""

    hits: float = 0.0
    helpful: int = 0
    unhelpful: int = 0
    solved: bool = False
    pinned: bool = False
    trust: float = 1.0
    unsafe: bool = False
    under_review: bool = False


class SignalStore:
    """See below; the methods are set(slot, signals), set_many({slot: signals}), get(slot), add_hit(slot, when)."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
