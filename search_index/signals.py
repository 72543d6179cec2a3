"""Hits, votes and flags of each document: the live numbers that ranking multiplies with, shared by all processes.

One memory-mapped file, a row of 64 bytes per slot. A write is seen by the next search of every process: the header
counts changes and remembers the last slots changed, so that a reader recomputes only those. Writers take a lock on
the file; readers none. A writer killed in the middle leaves its mark in the header, and the next reader recomputes
everything. The file holds nothing that the database does not: deleting it only resets the ranking until it is filled.
"""

import threading
import time
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search_index import ranking, tuning, weights
from search_index.ranking import hit_weight
from search_index.signal_file import FIRST_SLOTS as FIRST_SLOTS
from search_index.signal_file import RING, ROW, SignalFile
from search_index.tuning import InForce, Tuning

SOLVED, UNDER_REVIEW, UNSAFE, PINNED = 1, 2, 4, 8  # bits of `Standing.states`
UNSAFE_FACTOR = np.float32(1e-6)  # shown last, with a notice
REFRESH_SECONDS = 60.0  # how old the decay of hits may be in a reader
_KEPT = 64  # segments whose picked factors are kept

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


class Standing(NamedTuple):
    """Of each of some slots: `ranking.factor`, the same with what is unsafe put last, and bits. None may be written to.

    `most`: no factor is larger.
    """

    factors: npt.NDArray[np.float32]
    ranked: npt.NDArray[np.float32]
    states: npt.NDArray[np.uint8]
    most: float = 1.0


class SignalStore:
    """The signals file at `path`, made when missing. Safe for any number of threads and processes."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._lock = threading.RLock()
        self._file = SignalFile(self.path)
        self._number = 0  # of the file that was read last
        self._factors = np.zeros(0, np.float32)
        self._state = np.zeros(0, np.uint8)
        self._seen = -1
        self._computed_at = 0.0
        self._version = 0  # of the two arrays above
        self._weights = InForce()
        self._weights_stamp: tuple[int, int, int] | None = None
        self._kept: dict[int, tuple[weakref.ref[Slots], int, Standing]] = {}

    def set(self, slot: int, signals: Signals) -> None:
        """Overwrite the signals of one document."""
        self.set_many({slot: signals})

    def set_many(self, signals: Mapping[int, Signals]) -> None:
        """Overwrite the signals of several documents, under one lock."""
        if not signals:
            return
        _none_below_zero(signals)
        with self._lock, self._file.writing(max(signals)):
            for slot, given in signals.items():
                self._put(slot, given)

    def add_hit(self, slot: int, when: float) -> None:
        """One more hit at `when` (unix seconds)."""
        _none_below_zero((slot,))
        with self._lock, self._file.writing(slot):
            old = self._row(slot)
            self._put(slot, _with_hits(old, old.hits + hit_weight(when)))

    def get(self, slot: int) -> Signals:
        """The signals of one document; the defaults when none were set."""
        with self._lock:
            self._file.attach()
            return self._row(slot)

    def factors(self, slots: Slots, now: float | None = None) -> npt.NDArray[np.float32]:
        """`ranking.factor` of these slots at `now` (default: the clock), as of the last write of any process."""
        return self.standing(slots, now).factors

    def states(self, slots: Slots) -> npt.NDArray[np.uint8]:
        """Per slot: bit 0 solved, 1 under review, 2 unsafe, 3 pinned."""
        return self.standing(slots).states

    def standing(self, slots: Slots, now: float | None = None) -> Standing:
        """Of a segment's documents; made once until something changes, for each search asks for all."""
        with self._lock:
            self._refresh(time.time() if now is None else now, exact=now is not None)
            kept = self._kept.get(id(slots))
            if kept is None or kept[0]() is not slots or kept[1] != self._version:
                if len(self._kept) > _KEPT:
                    self._kept.clear()
                kept = self._kept[id(slots)] = weakref.ref(slots), self._version, self._pick(slots)
            return kept[2]

    def _pick(self, slots: Slots) -> Standing:
        factors, states = _pick(self._factors, slots, 0.5), _pick(self._state, slots, 0)
        unsafe = (states & UNSAFE) > 0
        ranked = np.where(unsafe, factors * UNSAFE_FACTOR, factors) if unsafe.any() else factors
        for each in (factors, ranked, states):
            each.flags.writeable = False
        return Standing(factors, ranked, states, float(factors.max(initial=0.0)))

    @property
    def changes(self) -> int:
        """Grows with every write of any process."""
        with self._lock:
            self._file.attach()
            return self._file.changes

    def changed_since(self, changes: int) -> Slots | None:
        """The slots written since `changes` was that number; None when they are too many to tell."""
        with self._lock:
            return self._file.changed_since(changes)

    @property
    def tuning(self) -> Tuning:
        """The weights in force, as of the last change by any process."""
        return self.in_force.tuning

    @property
    def in_force(self) -> InForce:
        """The same, with the site's number of the change."""
        with self._lock:
            self._refresh(time.time(), exact=False)
            return self._weights

    def put_in_force(self, said: InForce, whatever: bool = False) -> None:
        """Weights for the next search of every process; kept in a file beside the signals. OSError when it can't be.

        An earlier change than the file's is let be, for a later one was faster; unless it holds `whatever` the file says.
        """
        path = tuning.beside(self.path)
        with self._lock, self._file.writing(0):
            if whatever or tuning.read(path).version <= said.version:
                tuning.write(path, said)
                self._file.changed_all()

    def clear(self) -> None:
        """Forget everything (before filling anew from the database)."""
        with self._lock, self._file.writing(0):
            self._file.rows[:] = np.zeros(1, ROW)
            self._file.changed_all()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()
            self._seen = -1

    # -- inside ------------------------------------------------------------------------------------------

    def _row(self, slot: int) -> Signals:
        row = self._file.row(slot)
        if row is None or not row[4]:
            return Signals()
        hits, trust, helpful, unhelpful, _, solved, pinned, unsafe, under_review = row
        return Signals(
            hits, helpful, unhelpful, bool(solved), bool(pinned), trust, bool(unsafe), bool(under_review)
        )

    def _put(self, slot: int, given: Signals) -> None:
        self._file.rows[slot] = (
            max(0.0, given.hits), min(1.0, max(weights.MIN_TRUST, given.trust)), max(0, given.helpful),
            max(0, given.unhelpful), 1, given.solved, given.pinned, given.unsafe, given.under_review, 0,
        )  # fmt: skip
        self._file.changed(slot)

    def _refresh(self, now: float, exact: bool) -> None:
        self._file.attach()
        rows, changes = self._file.rows, self._file.changes
        if self._file.number != self._number:
            self._number, self._seen = self._file.number, -1
        if changes == self._seen and not exact and now - self._computed_at <= REFRESH_SECONDS:
            return
        old = exact or abs(now - self._computed_at) > REFRESH_SECONDS or len(self._factors) != len(rows)
        if old or self._seen < 0 or changes < self._seen or changes - self._seen >= RING:
            self._read_weights()
            self._factors, self._state = self._compute(rows, now)
            self._computed_at = now
            self._version += 1
        elif changes > self._seen:
            ring = np.array(self._file.ring)
            slots = np.unique(ring[np.arange(self._seen, changes) % RING].astype(np.int64))
            factors, state = self._compute(rows[slots], now)
            self._factors[slots], self._state[slots] = factors, state
            self._version += 1
        self._seen = changes

    def _read_weights(self) -> None:
        """Whoever writes the file makes all readers look at every row again; so they come here."""
        stamp = tuning.stamp(tuning.beside(self.path))
        if stamp != self._weights_stamp:
            self._weights, self._weights_stamp = tuning.read(tuning.beside(self.path)), stamp

    def _compute(
        self, rows: npt.NDArray[np.void], now: float
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
        boosts = ranking.boost(
            ranking.decayed(rows["hits"], now),
            rows["helpful"],
            rows["unhelpful"],
            rows["solved"],
            rows["pinned"],
            self._weights.tuning,
        )
        trust = np.where(rows["set"] > 0, rows["trust"], 1.0)
        state = rows["solved"] | rows["under_review"] << 1 | rows["unsafe"] << 2 | rows["pinned"] << 3
        return ranking.factor(boosts, trust).astype(np.float32), np.asarray(state, np.uint8)


def _none_below_zero(slots: Iterable[int]) -> None:
    if min(slots) < 0:
        raise ValueError(f"A slot can't be negative: {min(slots)}")


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
