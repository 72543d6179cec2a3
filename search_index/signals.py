"""Hits, votes and flags of each document: the live numbers that ranking multiplies with, shared by all processes.

One memory-mapped file, a row of 64 bytes per slot. A write is seen by the next search of every process: the header
counts changes and remembers the last slots changed, so that a reader recomputes only those. Writers take a lock on
the file; readers none. A writer killed in the middle leaves its mark in the header, and the next reader recomputes
everything. The file holds nothing that the database does not: deleting it only resets the ranking until it is filled.
"""

import fcntl
import os
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import ranking, weights
from search_index.ranking import hit_weight

REFRESH_SECONDS = 60.0  # how old the decay of hits may be in a reader
FIRST_SLOTS = 4096
_KEPT = 64  # segments whose picked factors are kept
_RING = 1008  # changes a reader may miss before it recomputes everything
_MAGIC = 0x41534B53494731  # "ASKSIG1"

_ROW = np.dtype(
    [
        ("hits", "<f8"), ("trust", "<f8"), ("helpful", "<u4"), ("unhelpful", "<u4"),
        ("set", "u1"), ("solved", "u1"), ("pinned", "u1"), ("unsafe", "u1"), ("under_review", "u1"), ("pad", "u1", 35),
    ]
)  # fmt: skip
_HEAD = np.dtype(
    [
        ("magic", "<u8"),
        ("capacity", "<u8"),
        ("changes", "<u8"),
        ("writing", "<u8"),
        ("ring", "<u4", _RING),
        ("pad", "u1", 32),
    ]
)

Slots = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Signals:
    """`hits` is the sum of `ranking.hit_weight(t)` over hits, so that decay rewrites nothing. `trust` in (0, 1]."""

    hits: float = 0.0
    helpful: int = 0
    unhelpful: int = 0
    solved: bool = False
    pinned: bool = False
    trust: float = 1.0
    unsafe: bool = False
    under_review: bool = False


class SignalStore:
    """The signals file at `path`, made when missing. Safe for any number of threads and processes."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._head: npt.NDArray[np.void] | None = None
        self._rows: npt.NDArray[np.void] = np.zeros(0, _ROW)
        self._inode = 0
        self._factors = np.zeros(0, np.float32)
        self._state = np.zeros(0, np.uint8)
        self._seen = -1
        self._computed_at = 0.0
        self._checked = 0.0
        self._version = 0  # of the two arrays above
        self._kept: dict[
            int, tuple[weakref.ref[Slots], int, npt.NDArray[np.float32], npt.NDArray[np.uint8]]
        ] = {}

    def set(self, slot: int, signals: Signals) -> None:
        """Overwrite the signals of one document."""
        self.set_many({slot: signals})

    def set_many(self, signals: Mapping[int, Signals]) -> None:
        """Overwrite the signals of several documents, under one lock."""
        if not signals:
            return
        with self._writing(max(signals)):
            for slot, given in signals.items():
                self._put(slot, given)

    def add_hit(self, slot: int, when: float) -> None:
        """One more hit at `when` (unix seconds)."""
        with self._writing(slot):
            old = self._row(slot)
            self._put(slot, _with_hits(old, old.hits + hit_weight(when)))

    def get(self, slot: int) -> Signals:
        """The signals of one document; the defaults when none were set."""
        with self._lock:
            self._attach()
            return self._row(slot)

    def factors(self, slots: Slots, now: float | None = None) -> npt.NDArray[np.float32]:
        """`ranking.factor` of these slots at `now` (default: the clock), as of the last write of any process."""
        with self._lock:
            self._refresh(time.time() if now is None else now, exact=now is not None)
            return self._picked(slots)[0]

    def states(self, slots: Slots) -> npt.NDArray[np.uint8]:
        """Per slot: bit 0 solved, 1 under review, 2 unsafe, 3 pinned. Call after `factors`; neither may be written to."""
        with self._lock:
            return self._picked(slots)[1]

    def _picked(self, slots: Slots) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
        """Factors and states of a segment's documents, made once until something changes: each search asks for all."""
        kept = self._kept.get(id(slots))
        if kept is None or kept[0]() is not slots or kept[1] != self._version:
            factors, states = _pick(self._factors, slots, 0.5), _pick(self._state, slots, 0)
            factors.flags.writeable = states.flags.writeable = False
            if len(self._kept) > _KEPT:
                self._kept.clear()
            kept = self._kept[id(slots)] = weakref.ref(slots), self._version, factors, states
        return kept[2], kept[3]

    @property
    def changes(self) -> int:
        """Grows with every write of any process."""
        with self._lock:
            self._attach()
            return int(self._header()["changes"][0])

    def clear(self) -> None:
        """Forget everything (before filling anew from the database)."""
        with self._writing(0):
            self._rows[:] = np.zeros(1, _ROW)
            self._header()["changes"] += _RING + 1

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._head, self._rows, self._seen = None, np.zeros(0, _ROW), -1

    # -- inside ------------------------------------------------------------------------------------------

    def _row(self, slot: int) -> Signals:
        if not 0 <= slot < len(self._rows) or not self._rows["set"][slot]:
            return Signals()
        row = self._rows[slot]
        return Signals(
            float(row["hits"]), int(row["helpful"]), int(row["unhelpful"]), bool(row["solved"]),
            bool(row["pinned"]), float(row["trust"]), bool(row["unsafe"]), bool(row["under_review"]),
        )  # fmt: skip

    def _put(self, slot: int, given: Signals) -> None:
        head = self._header()
        self._rows[slot] = (
            max(0.0, given.hits), min(1.0, max(weights.MIN_TRUST, given.trust)), max(0, given.helpful),
            max(0, given.unhelpful), 1, given.solved, given.pinned, given.unsafe, given.under_review, 0,
        )  # fmt: skip
        changes = int(head["changes"][0])
        head["ring"][0, changes % _RING] = slot
        head["changes"][0] = changes + 1

    def _header(self) -> npt.NDArray[np.void]:
        assert self._head is not None
        return self._head

    def _attach(self) -> None:
        """Map the file, again when it grew or was replaced."""
        if self._head is not None and int(self._head["capacity"][0]) == len(self._rows):
            clock = time.monotonic()
            if clock - self._checked < 1.0:
                return
            self._checked = clock
            try:
                if os.stat(self.path).st_ino == self._inode:
                    return
            except FileNotFoundError:
                pass
        if not self.path.exists():
            self._create()
        elif self.path.stat().st_size < _HEAD.itemsize:
            self._replace()
        with self.path.open("r+b") as file:
            about = os.fstat(file.fileno())
            whole = np.memmap(file, np.uint8, "r+", shape=(about.st_size,))
        head = whole[: _HEAD.itemsize].view(_HEAD)
        capacity = int(head["capacity"][0])
        if int(head["magic"][0]) != _MAGIC or _HEAD.itemsize + capacity * _ROW.itemsize > about.st_size:
            self._replace()
            self._head = None
            self._attach()
            return
        if self._head is None or about.st_ino != self._inode:
            self._seen = -1
        self._inode, self._head = about.st_ino, head
        self._rows = whole[_HEAD.itemsize : _HEAD.itemsize + capacity * _ROW.itemsize].view(_ROW)
        self._checked = time.monotonic()

    def _replace(self) -> None:
        """The file is not ours or was cut short: the database fills a new one."""
        self.path.unlink(missing_ok=True)
        self._create()

    def _create(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        head = np.zeros(1, _HEAD)
        head["magic"], head["capacity"] = _MAGIC, FIRST_SLOTS
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}.{threading.get_ident()}")
        fresh.write_bytes(head.tobytes() + bytes(FIRST_SLOTS * _ROW.itemsize))
        try:
            os.link(fresh, self.path)  # only one of many starters wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()

    @contextmanager
    def _writing(self, slot: int) -> Iterator[None]:
        if slot < 0:
            raise ValueError(f"A slot can't be negative: {slot}")
        with self._lock:
            self._checked = 0.0
            self._attach()
            with self.path.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._attach()
                if slot >= len(self._rows):
                    self._grow(file.fileno(), slot)
                head = self._header()
                if head["writing"][0]:
                    head["changes"][0] += _RING + 1  # the last writer died half-way: all readers look again
                head["writing"][0] = 1
                try:
                    yield
                finally:
                    head["writing"][0] = 0

    def _grow(self, fd: int, slot: int) -> None:
        capacity = max(len(self._rows) * 2, slot + 1)
        os.ftruncate(
            fd, _HEAD.itemsize + capacity * _ROW.itemsize
        )  # old mappings stay valid: the file only grew
        self._header()["capacity"][0] = capacity
        self._attach()

    def _refresh(self, now: float, exact: bool) -> None:
        self._attach()
        head = self._header()
        changes = int(head["changes"][0])
        old = exact or abs(now - self._computed_at) > REFRESH_SECONDS or len(self._factors) != len(self._rows)
        if old or self._seen < 0 or changes < self._seen or changes - self._seen >= _RING:
            self._factors, self._state = self._compute(self._rows, now)
            self._computed_at = now
            self._version += 1
        elif changes > self._seen:
            ring = np.array(head["ring"][0])
            slots = np.unique(ring[np.arange(self._seen, changes) % _RING].astype(np.int64))
            factors, state = self._compute(self._rows[slots], now)
            self._factors[slots], self._state[slots] = factors, state
            self._version += 1
        self._seen = changes

    @staticmethod
    def _compute(
        rows: npt.NDArray[np.void], now: float
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
        boosts = ranking.boost(
            ranking.decayed(rows["hits"], now),
            rows["helpful"],
            rows["unhelpful"],
            rows["solved"],
            rows["pinned"],
        )
        trust = np.where(rows["set"] > 0, rows["trust"], 1.0)
        state = rows["solved"] | rows["under_review"] << 1 | rows["unsafe"] << 2 | rows["pinned"] << 3
        return ranking.factor(boosts, trust).astype(np.float32), np.asarray(state, np.uint8)


def _with_hits(old: Signals, hits: float) -> Signals:
    return Signals(
        hits, old.helpful, old.unhelpful, old.solved, old.pinned, old.trust, old.unsafe, old.under_review
    )


def _pick(values: npt.NDArray[Any], slots: Slots, default: float) -> npt.NDArray[Any]:
    """values[slots], and `default` for slots beyond them."""
    if not len(slots):
        return np.zeros(0, values.dtype)
    if len(values) > int(slots.max()):
        return np.asarray(values[slots])
    inside = slots < len(values)
    picked = np.full(len(slots), default, values.dtype)
    picked[inside] = values[slots[inside]]
    return picked
