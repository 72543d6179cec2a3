"""Searches that were left unsatisfied: examples of what nothing here answers.

The site says which they are (`Engine.note_missed`); they are kept in a small file beside the index, and the next commit takes
them into the lesson (`grading.py`). They change no order of results, only whether something is called found
(`confidence.py`). No text of theirs is ever shown.
"""

import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MOST = 1_000  # wordings that are kept, the first
WORDING_CHARS = 200
GROWN_BY = 0.1  # of the wordings that have to be new before they are written anew, and all is graded anew


@dataclass(frozen=True, slots=True)
class Missed:
    """Wordings, each once."""

    wordings: tuple[str, ...] = ()

    @property
    def checksum(self) -> int:
        """0 for none; tells whether a lesson was made of these."""
        return zlib.crc32("\n".join(self.wordings).encode("utf-8", "replace")) if self.wordings else 0


NONE_MISSED = Missed()


def of(wordings: Iterable[str]) -> Missed:
    """At most MOST of these, without empty ones and doubles."""
    said = (" ".join(each.split())[:WORDING_CHARS] for each in wordings)
    return Missed(tuple(dict.fromkeys(each for each in said if each))[:MOST])


def beside(folder: Path) -> Path:
    """Where those of the index in this folder lie."""
    return folder / "missed.json"


def read(path: Path) -> Missed:
    """Those in this file; none when there is no file, or none that can be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return of(each for each in said if isinstance(each, str))
    except (OSError, ValueError, TypeError):
        return NONE_MISSED


def write(path: Path, missed: Missed) -> bool:
    """Replace the file at once, unless there are only a few new ones. Was it? OSError when it can't be written.

    What is gone is forgotten at once: somebody may have answered it."""
    before, now = set(read(path).wordings), set(missed.wordings)
    if before <= now and len(now - before) <= GROWN_BY * len(before):
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_text(json.dumps(list(missed.wordings), ensure_ascii=False), encoding="utf-8")
        fresh.chmod(0o600)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return True
