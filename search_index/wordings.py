"""Words as vectors, for learning where no model is: two wordings are near when they share words, or parts of words.

Each word (its English stem; pairs in scripts without spaces) and each of its stretches of three and four letters is a
row of random signs; a text is their sum (random projection: Achlioptas 2003, hashed features: Weinberger et al. 2009).
Two texts that share nothing are nearly orthogonal. Nothing is learned or shipped: the signs come from a fixed seed.
"""

import zlib
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from search_index import analysis, stop_words
from search_index.embedding import MAX_TOKENS, Tokens, Vectors

NAME = "words-288"
DIMS = 288
_WORDS, _PARTS, _STOP = 1 << 15, 1 << 15, 1 << 10  # rows of each sort
_FACTORS = np.repeat(np.array([1.0, 0.2, 0.3], np.float32), (_WORDS, _PARTS, _STOP))
"""Of a word, of a part of one, of a word that every text has."""


class WordEmbedder:
    """The promise of `embedding.Embedder`, kept by words alone. `weights` are not used: rare words say no more here."""

    name = NAME
    dims = DIMS
    quick = True

    @property
    def size(self) -> int:
        return _WORDS + _PARTS + _STOP

    def tokens(self, text: str) -> list[int]:
        found: list[int] = []
        for word in analysis.query_words(text, ("en",), MAX_TOKENS):
            found += _numbers(word.raw, word.forms[0])
            if len(found) >= MAX_TOKENS:
                break
        return found[:MAX_TOKENS]

    def encode(self, texts: Sequence[str], weights: Vectors | None = None, asked: bool = False) -> Vectors:
        return self.encode_tokens([self.tokens(text) for text in texts], weights)

    def encode_tokens(self, texts: Sequence[Tokens], weights: Vectors | None = None) -> Vectors:
        out = np.zeros((len(texts), DIMS), np.float32)
        for row, numbers in enumerate(texts):
            if len(numbers):
                chosen = np.asarray(numbers, np.int64)
                signs = np.unpackbits(self._bits[chosen], axis=1).astype(np.float32) * 2 - 1
                out[row] = _FACTORS[chosen] @ signs
        lengths = np.sqrt(np.einsum("ij,ij->i", out, out))
        out /= np.where(lengths > 0, lengths, np.float32(1))[:, np.newaxis]
        return out

    @cached_property
    def _bits(self) -> npt.NDArray[np.uint8]:
        """The signs, eight a byte: 2 MB, made in some milliseconds."""
        return np.random.default_rng(1).integers(0, 256, (self.size, DIMS // 8), np.uint8)


@lru_cache(maxsize=50_000)
def _numbers(raw: str, form: str) -> tuple[int, ...]:
    """The rows of a word and of its parts."""
    if raw in stop_words.EVERY:
        return (_WORDS + _PARTS + zlib.crc32(form.encode()) % _STOP,)
    whole = zlib.crc32(form.encode("utf-8", "replace")) % _WORDS
    if len(raw) < 3 or not raw[0].isalpha():
        return (whole,)
    spaced = f" {raw} "
    parts = (spaced[i : i + n] for n in (3, 4) for i in range(len(spaced) - n + 1))
    return (whole, *(_WORDS + zlib.crc32(part.encode("utf-8", "replace")) % _PARTS for part in parts))
