"""Which of many vectors may be near a query: a sketch of 512 bits each, compared by the bit.

Each bit says on which side of a plane the vector lies; the share of bits in which two sketches differ tells their angle
(Charikar 2002): cosine = cos(pi * differing / 512), give or take 0.06. The planes are rows of a Hadamard matrix with
signs drawn once and for all, as good as drawn at random and the same in every process. Comparing 100,000 sketches takes a
millisecond, where comparing the vectors themselves takes six; the few thousand that seem near are then compared exactly.
"""

import hashlib
import threading
from functools import lru_cache

import numpy as np
import numpy.typing as npt

BITS = 512
_WORDS = BITS // 64
_SEED = b"askwell"
_BLOCK = 16_384  # sketches compared at a time: they stay in the processor's cache
_ROWS = 1_024  # vectors sketched at a time
_COSINES = np.cos(np.pi * np.arange(BITS + 1) / BITS).astype(np.float32)
_here = threading.local()

Bits = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.uint16]
Vectors = npt.NDArray[np.float32]


def sketch(rows: npt.NDArray[np.int8] | Vectors) -> Bits:
    """(8, n) words of n vectors, whatever their length; word by word, as `differing` reads them."""
    out = np.empty((_WORDS, len(rows)), np.uint64)
    for start in range(0, len(rows), _ROWS):
        side = rows[start : start + _ROWS].astype(np.float32) @ _planes(rows.shape[1]) > 0
        out[:, start : start + _ROWS] = np.packbits(side, axis=1).view(np.uint64).T
    return out


def differing(sketches: Bits, asked: Vectors) -> Counts:
    """In how many bits each sketch differs from that of one vector."""
    (mine,) = sketch(asked[np.newaxis]).T
    count = sketches.shape[1]
    found = np.empty(count, np.uint16)
    words, bits, half = _buffers()
    for start in range(0, count, _BLOCK):
        stop = min(count, start + _BLOCK)
        size = stop - start
        for first in (0, _WORDS // 2):
            # Four words differ in 256 bits at most. Should it be all of them, the byte says 0: the exact comparison
            # that follows sorts out a vector that is the very opposite.
            for word in range(first, first + _WORDS // 2):
                np.bitwise_xor(sketches[word, start:stop], mine[word], out=words[:size])
                if word == first:
                    np.bitwise_count(words[:size], out=half[:size])
                else:
                    np.bitwise_count(words[:size], out=bits[:size])
                    np.add(half[:size], bits[:size], out=half[:size])
            if first:
                np.add(found[start:stop], half[:size], out=found[start:stop])
            else:
                found[start:stop] = half[:size]
    return found


def cosines(counts: Counts) -> Vectors:
    """About the cosine that each count of differing bits stands for."""
    return np.asarray(_COSINES.take(counts))


def fewest(counts: Counts, wanted: int) -> npt.NDArray[np.int64]:
    """The places, ascending, of the `wanted` smallest counts and of those as small as the last of them."""
    upto = int(np.searchsorted(np.bincount(counts, minlength=BITS + 1).cumsum(), min(wanted, len(counts))))
    return np.asarray((counts <= upto).nonzero()[0], np.int64)


@lru_cache(maxsize=4)
def _planes(dims: int) -> Vectors:
    """(dims, 512) of +1 and -1: rows of the Hadamard matrix, each with a sign of its own."""
    drawn = hashlib.shake_256(_SEED).digest(dims // 8 + 1)
    signs = np.unpackbits(np.frombuffer(drawn, np.uint8))[:dims].astype(np.float32) * 2 - 1
    both = np.arange(dims)[:, np.newaxis] & np.arange(BITS)
    return np.asarray((1.0 - 2.0 * (np.bitwise_count(both) & 1)) * signs[:, np.newaxis], np.float32)


def _buffers() -> tuple[Bits, npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Room for a block, one a thread."""
    kept: tuple[Bits, npt.NDArray[np.uint8], npt.NDArray[np.uint8]] | None = getattr(_here, "room", None)
    if kept is None:
        kept = _here.room = (
            np.empty(_BLOCK, np.uint64),
            np.empty(_BLOCK, np.uint8),
            np.empty(_BLOCK, np.uint8),
        )
    return kept
