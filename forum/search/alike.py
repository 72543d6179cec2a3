"""Which of many short texts mean the same, in whatever language: by the embedding that search uses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from search_index import embedding

ALIKE_COSINE = (
    0.65  # "pay abroad", "betala utomlands" and "海外で支払う" are; "refund" and "money back" just not
)


def groups(texts: Sequence[str]) -> list[list[int]]:
    """Numbers of texts that belong together, in the given order: each joins the first group whose head it is like.

    Without the model's file each text is a group of its own.
    """
    if not texts or not embedding.MODEL.exists():
        return [[number] for number in range(len(texts))]
    vectors = _embedder().encode(list(texts))
    found: list[list[int]] = []
    for number in range(len(texts)):
        heads = vectors[[group[0] for group in found]] @ vectors[number] if found else np.zeros(0)
        best = int(heads.argmax()) if len(heads) else -1
        if best >= 0 and heads[best] >= ALIKE_COSINE:
            found[best].append(number)
        else:
            found.append([number])
    return found


@cache
def _embedder() -> embedding.StaticEmbedder:
    return embedding.default()
