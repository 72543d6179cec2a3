"""Which of many short texts mean the same, in whatever language, or are the same but for slips of the pen."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from search_index import embedding

ALIKE_COSINE = (
    0.65  # "pay abroad", "betala utomlands" and "海外で支払う" are; "refund" and "money back" just not
)
ALIKE_SPELLING = 0.66  # shares that much of its letters in threes: "pasword reset" and "password reset" do
_PLACES = 1024  # threes of letters are counted by their checksum
Vectors = npt.NDArray[np.float32]


class Groups:
    """Texts come one after another, and each is told where it belongs: heads of groups are kept.

    Versions and error codes differ by a digit and mean something else: those must be the same. Without the model's
    file only spelling is looked at.
    """

    def __init__(self, heads: Sequence[str] = ()) -> None:
        self._room = max(64, 2 * len(heads))
        self._meant = self._space(meant(heads))
        self._spelt = self._space(spelt(heads))
        self._codes = [codes(head) for head in heads]
        self._count = len(heads)

    def place(self, text: str, meaning: Vectors, spelling: Vectors) -> tuple[int, bool]:
        """(number of the group, is it new?) of a text with these vectors; a new one gets the next number."""
        mine = codes(text)
        if self._count:
            near = self._meant[: self._count] @ meaning - ALIKE_COSINE
            close = self._spelt[: self._count] @ spelling - ALIKE_SPELLING
            same = np.array([each == mine for each in self._codes])
            likeness = np.where(same, np.maximum(near, close), np.float32(-1))
            best = int(likeness.argmax())
            if likeness[best] >= 0:
                return best, False
        if self._count == self._room:
            self._room *= 2
            self._meant, self._spelt = self._space(self._meant), self._space(self._spelt)
        self._meant[self._count], self._spelt[self._count] = meaning, spelling
        self._codes.append(mine)
        self._count += 1
        return self._count - 1, True

    def _space(self, filled: Vectors) -> Vectors:
        made = np.zeros((self._room, filled.shape[1]), np.float32)
        made[: len(filled)] = filled
        return made


def codes(text: str) -> frozenset[str]:
    """The words with a digit in them."""
    return frozenset(word for word in re.findall(r"\w+", text.casefold()) if any(c.isdigit() for c in word))


def meant(texts: Sequence[str]) -> Vectors:
    """A row of unit length for each text; zeros without the model's file: then nothing means the same."""
    if not embedding.MODEL.exists():
        return np.zeros((len(texts), 1), np.float32)
    return np.asarray(_embedder().encode(list(texts)), np.float32)


def spelt(texts: Sequence[str]) -> Vectors:
    """A row of unit length for each text: its letters in threes."""
    rows = np.zeros((len(texts), _PLACES), np.float32)
    for row, text in zip(rows, texts, strict=True):
        padded = f"  {text.casefold()} "
        for start in range(len(padded) - 2):
            row[zlib.crc32(padded[start : start + 3].encode()) % _PLACES] += 1
        row /= max(float(np.linalg.norm(row)), 1e-6)
    return rows


@cache
def _embedder() -> embedding.StaticEmbedder:
    return embedding.default()
