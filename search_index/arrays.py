"""Many arrays in one file, mapped read-only: processes share the page cache, opening reads nothing.

8 bytes magic | 8 bytes length of the header | header (JSON) | arrays, each at a multiple of 64 bytes | 4 bytes CRC-32
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

_MAGIC = b"ASKARR1\n"
_ALIGN = 64
_PIECE = 1 << 20


class Pieces(Protocol):
    """An array that comes a piece at a time, because it is too large to hold."""

    @property
    def dtype(self) -> np.dtype[Any]: ...

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def nbytes(self) -> int: ...

    def pieces(self) -> Iterator[npt.NDArray[Any]]: ...


def write(path: Path, arrays: Mapping[str, "npt.NDArray[Any] | Pieces"], meta: Mapping[str, Any]) -> None:
    """Write the file whole or not at all (a temporary file, then a rename)."""
    places: dict[str, Any] = {}
    at = 0
    for name, array in arrays.items():
        at = -(-at // _ALIGN) * _ALIGN
        places[name] = [array.dtype.str, list(array.shape), at]
        at += array.nbytes
    header = json.dumps({"meta": dict(meta), "arrays": places, "size": at}).encode()
    base = -(-(16 + len(header)) // _ALIGN) * _ALIGN
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with fresh.open("wb") as file:
        total = 0

        def put(data: "bytes | memoryview") -> None:
            nonlocal total
            total = zlib.crc32(data, total)
            file.write(data)

        put(_MAGIC + struct.pack("<Q", len(header)) + header)
        for name, array in arrays.items():
            put(bytes(base + places[name][2] - file.tell()))
            for piece in (array,) if isinstance(array, np.ndarray) else array.pieces():
                put(np.ascontiguousarray(piece).reshape(-1).view(np.uint8).data)
        put(bytes(base + at - file.tell()))
        file.write(struct.pack("<I", total))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(path: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Any]]:
    """(arrays, meta). ValueError when the file is not whole, OSError when it can't be read."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[:8] != _MAGIC:
        raise ValueError(f"{path.name} is not an array file")
    (length,) = struct.unpack("<Q", mapped[8:16])
    header = json.loads(mapped[16 : 16 + length])
    base = -(-(16 + length) // _ALIGN) * _ALIGN
    if len(mapped) < base + header["size"]:
        raise ValueError(f"{path.name} was cut short")
    arrays = {}
    for name, (kind, shape, at) in header["arrays"].items():
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(mapped, np.dtype(kind), count, base + at).reshape(shape)
    return arrays, header["meta"]


def whole(path: Path) -> bool:
    """Does the file say what was written? Reads all of it: a second for a gigabyte or two."""
    try:
        with path.open("rb") as file:
            left = os.fstat(file.fileno()).st_size - 4
            total, start = 0, b""
            while left > 0 and (piece := file.read(min(left, _PIECE))):
                total, start, left = zlib.crc32(piece, total), start or piece[:8], left - len(piece)
            return start == _MAGIC and file.read() == struct.pack("<I", total)
    except OSError:
        return False


class Lexicon:
    """Sorted words in mapped arrays, found by a hash table that is mapped too: no memory of a process's own."""

    def __init__(
        self, blob: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64], table: npt.NDArray[np.int32]
    ) -> None:
        self._blob = blob.data
        self._ends = ends
        self._table = table
        self._mask = len(table) - 1
        self._known: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._ends) - 1

    def word(self, number: int) -> bytes:
        """The word with this number."""
        return bytes(self._blob[int(self._ends[number]) : int(self._ends[number + 1])])

    def find(self, word: bytes) -> int:
        """Its number, or -1."""
        known = self._known.get(word)
        if known is None:
            known = self._look_up(word)
            if len(self._known) > 20_000:
                self._known.clear()
            self._known[word] = known
        return known

    def _look_up(self, word: bytes) -> int:
        place = _hash(word) & self._mask
        while (number := int(self._table[place])) >= 0:
            if self.word(number) == word:
                return number
            place = (place + 1) & self._mask
        return -1

    def span(self, prefix: bytes) -> tuple[int, int]:
        """The numbers [first, last) of the words with this prefix."""
        return self._bound(prefix), self._bound(prefix + b"\xff\xff")

    def _bound(self, word: bytes) -> int:
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.word(middle) < word:
                low = middle + 1
            else:
                high = middle
        return low


def lexicon_arrays(words: Sequence[bytes], name: str) -> dict[str, npt.NDArray[Any]]:
    """The three arrays of a lexicon of these sorted, distinct words."""
    size = 8
    while size < 2 * len(words):
        size *= 2
    table = [-1] * size
    for number, word in enumerate(words):
        place = _hash(word) & (size - 1)
        while table[place] >= 0:
            place = (place + 1) & (size - 1)
        table[place] = number
    ends = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(word) for word in words], out=ends[1:])
    blob = np.frombuffer(b"".join(words) or b"\0", np.uint8)
    return {f"{name}.blob": blob, f"{name}.ends": ends, f"{name}.table": np.array(table, np.int32)}


def lexicon(arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Lexicon:
    """The lexicon of arrays made by `lexicon_arrays`."""
    return Lexicon(arrays[f"{name}.blob"], arrays[f"{name}.ends"], arrays[f"{name}.table"])


def _hash(word: bytes) -> int:
    """FNV would do; CRC-32 is in C and the same in every process, which Python's own hash is not."""
    return zlib.crc32(word)
