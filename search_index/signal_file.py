"""The mapped file behind `signals`: a header and a row of 64 bytes a slot, shared by all processes.

Writers take a lock (flock) on the file, readers none. It only grows, and where it is not ours or was cut short the
first who sees that makes a new one: but only after looking again under the lock, for a file that somebody makes longer
just now looks too short to whoever measured it before and read its header after.
"""

import fcntl
import mmap
import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

FIRST_SLOTS = 4096
LOOK_AGAIN_SECONDS = 1.0  # how soon a reader notices that the file was replaced by another
RING = 1008  # changes a reader may miss before it recomputes everything
_MAGIC = 0x41534B53494731  # "ASKSIG1"

ROW = np.dtype(
    [
        ("hits", "<f8"), ("trust", "<f8"), ("helpful", "<u4"), ("unhelpful", "<u4"),
        ("set", "u1"), ("solved", "u1"), ("pinned", "u1"), ("unsafe", "u1"), ("under_review", "u1"), ("pad", "u1", 35),
    ]
)  # fmt: skip
HEAD = np.dtype(
    [
        ("magic", "<u8"),
        ("capacity", "<u8"),
        ("changes", "<u8"),
        ("writing", "<u8"),
        ("ring", "<u4", RING),
        ("pad", "u1", 32),
    ]
)
_ROW = struct.Struct("<ddII5B")  # the same as `ROW`: one row is read ten times as fast so
_NUMBERS = 4  # the header's first fields, of eight bytes each
_CAPACITY, _CHANGES, _WRITING = 1, 2, 3


class SignalFile:
    """The file at `path`, made when missing. One object is for one thread at a time; any number of them may exist."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: npt.NDArray[np.void] = np.zeros(0, ROW)
        self.number = 0
        """Grows whenever another file was mapped than before."""
        self.ring: npt.NDArray[np.uint32] = np.zeros(RING, np.uint32)
        """The slots last changed: change number n stands at n % RING."""
        self._head: memoryview | None = None
        self._bytes = memoryview(b"")
        self._inode = 0
        self._looked = 0.0

    @property
    def changes(self) -> int:
        """How often a row was written, by any process."""
        assert self._head is not None
        return int(self._head[_CHANGES])

    def changed_since(self, changes: int) -> npt.NDArray[np.int64] | None:
        """The slots changed since `changes` was that number; None when they are more than a reader may miss."""
        self.attach()
        now, ring = self.changes, np.array(self.ring)
        if not 0 <= now - changes < RING:  # one less than all: the oldest is overwritten while we look
            return None
        return ring[np.arange(changes, now) % RING].astype(np.int64)

    def close(self) -> None:
        """Let go of the file."""
        self._head, self._bytes, self._inode, self._looked = None, memoryview(b""), 0, 0.0
        self.rows, self.ring = np.zeros(0, ROW), np.zeros(RING, np.uint32)

    def row(self, slot: int) -> tuple[Any, ...] | None:
        """(hits, trust, helpful, unhelpful, set, solved, pinned, unsafe, under review) of a slot; None beyond the file."""
        if not 0 <= slot < len(self.rows):
            return None
        return _ROW.unpack_from(self._bytes, HEAD.itemsize + slot * ROW.itemsize)

    def attach(self) -> None:
        """Map the file, again when it grew or was replaced. OSError when it can be neither read nor made."""
        if self._head is not None and self._head[_CAPACITY] == len(self.rows):
            clock = time.monotonic()
            if clock - self._looked < LOOK_AGAIN_SECONDS:
                return
            self._looked = clock
            if _inode_at(self.path) == self._inode:
                return
        while not self._map():
            self._mend()

    @contextmanager
    def writing(self, slot: int) -> Iterator[None]:
        """Hold the lock; there is a row for this slot."""
        with self._locked() as file:
            if slot >= len(self.rows):
                self._grow(file, max(len(self.rows) * 2, slot + 1))
            assert self._head is not None
            if self._head[_WRITING]:
                self._head[_CHANGES] += RING + 1  # the last writer died half-way: all readers look again
            self._head[_WRITING] = 1
            try:
                yield
            finally:
                self._head[_WRITING] = 0

    def changed(self, slot: int) -> None:
        """Tell the readers; call inside `writing`, after the row was written."""
        assert self._head is not None
        changes = self._head[_CHANGES]
        self.ring[changes % RING] = slot
        self._head[_CHANGES] = changes + 1

    def changed_all(self) -> None:
        """Tell the readers to look at every row again; call inside `writing`."""
        assert self._head is not None
        self._head[_CHANGES] += RING + 1

    # -- inside ------------------------------------------------------------------------------------------

    def _map(self) -> bool:
        """Whether there is a file and it was whole."""
        try:
            file = _open(self.path)
        except FileNotFoundError:
            return False
        with file:
            about = os.fstat(file.fileno())
            capacity = _capacity(file)
            if capacity < 0 or _size(capacity) > about.st_size:
                return False
            allowed = mmap.ACCESS_WRITE if file.writable() else mmap.ACCESS_READ
            mapped = mmap.mmap(file.fileno(), _size(capacity), access=allowed)
        if self._head is None or about.st_ino != self._inode:
            self.number += 1
        self._inode = about.st_ino
        self._bytes = memoryview(mapped)
        self._head = self._bytes[: _NUMBERS * 8].cast("Q")
        self.ring = np.frombuffer(mapped, HEAD, 1)["ring"][0]
        self.rows = np.frombuffer(mapped, ROW, capacity, HEAD.itemsize)
        self._looked = time.monotonic()
        return True

    def _mend(self) -> None:
        """Make the file when there is none, or a new one when it is bad; the database fills it."""
        try:
            file = self.path.open("r+b")
        except FileNotFoundError:
            self._create()
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _whole(file) or _inode_at(self.path) != os.fstat(file.fileno()).st_ino:
                return  # it had been growing while we looked, or somebody was faster
            self.path.unlink(missing_ok=True)
            self._create()

    def _create(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        head = np.zeros(1, HEAD)
        head["magic"], head["capacity"] = _MAGIC, FIRST_SLOTS
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            fresh.write_bytes(head.tobytes() + bytes(FIRST_SLOTS * ROW.itemsize))
            os.link(fresh, self.path)  # only one of many starters wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        """The lock on the file that stands at the path now, mapped as it is."""
        while True:
            self._looked = 0.0
            self.attach()
            with self.path.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                # Another may have replaced it, or made it longer, while we waited.
                if self._map() and self._inode == os.fstat(file.fileno()).st_ino:
                    yield file
                    return

    def _grow(self, file: IO[bytes], capacity: int) -> None:
        # Not a hole: writing into one on a full disk would kill the process. Old mappings stay valid.
        os.posix_fallocate(file.fileno(), 0, _size(capacity))
        assert self._head is not None
        self._head[_CAPACITY] = capacity
        self._map()


def _open(path: Path) -> IO[bytes]:
    """For writing, or only for reading on a disk that allows no more."""
    try:
        return path.open("r+b")
    except FileNotFoundError:
        raise
    except OSError:
        return path.open("rb")


def _inode_at(path: Path) -> int:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return -1


def _size(capacity: int) -> int:
    return HEAD.itemsize + capacity * ROW.itemsize


def _capacity(file: IO[bytes]) -> int:
    """How many rows the header promises, or -1 when it is none of ours."""
    start = os.pread(file.fileno(), 16, 0)
    magic, capacity = struct.unpack("<QQ", start) if len(start) == 16 else (0, 0)
    return int(capacity) if magic == _MAGIC else -1


def _whole(file: IO[bytes]) -> bool:
    capacity = _capacity(file)
    return capacity >= 0 and _size(capacity) <= os.fstat(file.fileno()).st_size
