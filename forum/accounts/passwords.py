"""Passwords: argon2id, a few at a time, and none that everybody guesses first.

Hashing takes tens of milliseconds and 19 MB on purpose. Callers hold no database transaction meanwhile: on
SQLite it would make every other writer wait.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

MIN_CHARS = 8
MAX_CHARS = 256  # longer ones only cost time; nothing is ever cut
AT_ONCE = 2  # more at a time would let a flood of guesses take all memory and both cores

_at_once = threading.BoundedSemaphore(AT_ONCE)
# OWASP's minimum for argon2id: 19 MiB, 2 passes, 1 lane.
_real = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
_cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)  # tests only


def _hasher() -> PasswordHasher:
    return _cheap if current_app.config.get("CHEAP_PASSWORDS") else _real


def hashed(password: str) -> str:
    """The hash to store, with its salt and parameters."""
    with _at_once:
        return _hasher().hash(password)


def matches(stored: str, password: str) -> bool:
    """Is it this password? Takes as long for an account without one (`stored` empty) as for a wrong one."""
    with _at_once:
        try:
            return bool(_hasher().verify(stored or _nobodys(_hasher()), password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Was it hashed with other parameters than today's?"""
    return _hasher().check_needs_rehash(stored)


@lru_cache(maxsize=2)
def _nobodys(hasher: PasswordHasher) -> str:
    """A hash that no password of ours has: verifying against it takes the time of a real one."""
    return hasher.hash("\0 nobody can type this \0")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def too_easy(password: str, *about: str) -> bool:
    """Would it be among the first guesses? `about`: name, address and the like, which a guesser knows too."""
    low = password.lower()
    bare = low.rstrip("!.?*#$ ")
    if low in _common() or bare in _common() or len(set(low)) <= 2:
        return True
    if _is_run(low):
        return True
    known = {part.lower() for text in about for part in (text, text.partition("@")[0]) if len(part) > 3}
    return any(bare.strip("0123456789!.") == k.strip("0123456789!.") or low == k for k in known)


def _is_run(low: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in pairwise(low)}
    return steps in ({1}, {-1})
