"""The weights that a site may change while it runs, with the bounds they keep to.

Only numbers that count when a search is answered: changing one reindexes nothing. What is written into the index
(fields, BM25's two numbers) or into sums that are kept (the half-life of hits) is not among them. They lie in a small
file beside the signals and are read by every process when the signals file says that it changed.
"""

import json
import math
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from search_index import weights


@dataclass(frozen=True, slots=True)
class Tuning:
    """Numbers that multiply or bound a part of the formula; the defaults are those of `weights.py`."""

    hits: float = weights.HITS_WEIGHT
    helpful: float = weights.HELPFUL_WEIGHT
    solved: float = weights.SOLVED_WEIGHT
    pinned: float = weights.PINNED_WEIGHT
    many_hits: float = weights.HITS_SATURATE  # decayed visits at which more change nothing
    few_votes: float = weights.HELPFUL_PRIOR_VOTES  # votes at which the share counts half
    inaccurate: float = weights.FLAG_FACTORS["inaccurate"]
    outdated: float = weights.FLAG_FACTORS["outdated"]
    incomplete: float = weights.FLAG_FACTORS["incomplete"]
    words: float = weights.WORDS_WEIGHT  # of the words beside the meaning
    sentence: float = weights.SENTENCE_BONUS
    title: float = weights.TITLE_BONUS
    neighbours: float = weights.PAIRS_BONUS
    learned: float = 1.0  # times the strength that past searches gave themselves

    def flag_factor(self, reason: str) -> float:
        """What an open flag of this reason leaves of the trust. Unsafe documents stand last whatever it is."""
        if reason in FLAGS:
            return float(getattr(self, reason))
        return weights.FLAG_FACTORS.get(reason, 1.0)

    def changed(self) -> dict[str, float]:
        """The numbers that are not the defaults."""
        return {name: getattr(self, name) for name in NAMES if getattr(self, name) != getattr(DEFAULT, name)}


BOUNDS: dict[str, tuple[float, float]] = {
    "hits": (0.0, 0.6),
    "helpful": (0.0, 0.6),
    "solved": (0.0, 0.6),
    "pinned": (0.0, 0.6),
    "many_hits": (20.0, 100_000.0),
    "few_votes": (1.0, 100.0),
    "inaccurate": (0.05, 1.0),
    "outdated": (0.05, 1.0),
    "incomplete": (0.05, 1.0),
    "words": (0.2, 6.0),
    "sentence": (0.0, 3.0),
    "title": (0.0, 3.0),
    "neighbours": (0.0, 2.0),
    "learned": (0.0, 3.0),
}
BOOSTS = ("hits", "helpful", "solved", "pinned")  # together at most 1, for so is `boost`
FLAGS = ("inaccurate", "outdated", "incomplete")
NAMES = tuple(field.name for field in fields(Tuning))
DEFAULT = Tuning()


def of(values: Mapping[str, object]) -> Tuning:
    """The defaults with these numbers in place of some, each within its bounds; what is no number of ours is left out."""
    good: dict[str, float] = {}
    for name, value in values.items():
        if name in BOUNDS and isinstance(value, int | float) and math.isfinite(value):
            low, high = BOUNDS[name]
            good[name] = min(high, max(low, float(value)))
    return Tuning(**good)


@dataclass(frozen=True, slots=True)
class InForce:
    """What the file says. `version` is the site's own count of changes; 0: nothing was ever changed."""

    tuning: Tuning = DEFAULT
    version: int = 0


def beside(signals: Path) -> Path:
    """Where the weights of these signals lie."""
    return signals.with_name(f"{signals.name}.weights.json")


def stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever the file does; None when there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def read(path: Path) -> InForce:
    """The weights in this file; the defaults when there is none, or none that can be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return InForce(of(said["weights"]), int(said["version"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return InForce()


def write(path: Path, said: InForce) -> None:
    """Replace the file at once: a reader sees the old numbers or the new ones. OSError when it can't be written."""
    text = json.dumps({"version": said.version, "weights": said.tuning.changed()}, indent=1)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        fresh.write_text(f"{text}\n", encoding="utf-8")
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
