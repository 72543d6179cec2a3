"""Made-up help texts to search, the same for the same numbers: what the engines are compared on.

A document has a title of about 8 words and a text of about 80. Words follow a Zipf-Mandelbrot law over 50,000 words, the
first ranks being real stop words and real support words; three of the latter are the document's topic and come more
often. Drawn word by word but for the topic, so words stand together less than in real text.
"""

from collections.abc import Iterator

import numpy as np

from benchmarks.corpus import REAL, STOP
from search_index import SearchDocument

VOCABULARY = 50_000
_SYLLABLES = [c + v for c in "bcdfgklmnprstvz" for v in "aeiou"]


def vocabulary(seed: int = 7) -> list[str]:
    """The words by rank."""
    draw = np.random.default_rng(seed)
    words = dict.fromkeys(STOP + REAL)
    while len(words) < VOCABULARY:
        for size, numbers in zip(
            draw.integers(2, 5, 4096), draw.integers(0, len(_SYLLABLES), (4096, 4)), strict=True
        ):
            words["".join(_SYLLABLES[n] for n in numbers[:size])] = None
    return list(words)[:VOCABULARY]


def documents(count: int, seed: int = 7) -> Iterator[SearchDocument]:
    """`count` documents, one after another; slots from 0."""
    words = vocabulary(seed)
    real = range(len(STOP), len(STOP) + len(REAL))
    law = 1.0 / (np.arange(VOCABULARY) + 2.7)
    steps = np.cumsum(law / law.sum())
    draw = np.random.default_rng(seed + 1)
    for slot in range(count):
        topic = draw.choice(real, 3)
        title, size = int(draw.integers(5, 12)), int(draw.integers(40, 121))
        picks = np.minimum(np.searchsorted(steps, draw.random(title + size)), VOCABULARY - 1)
        on_topic = draw.random(title + size) < 0.12
        picks[on_topic] = topic[draw.integers(0, 3, int(on_topic.sum()))]
        chosen = [words[n] for n in picks.tolist()]
        sentences = [" ".join(chosen[at : at + 12]).capitalize() for at in range(title, title + size, 12)]
        yield SearchDocument(
            f"question:{slot}", slot, "question", "en", " ".join(chosen[:title]).capitalize(),
            body=". ".join(sentences) + ".", topic=f"topic-{slot % 12}", version=1,
        )  # fmt: skip


def questions(kind: int, count: int, seed: int = 11) -> list[str]:
    """`count` searches of `kind` words; of 12: a sentence, every other word a stop word. Four words in five are real ones."""
    words = vocabulary()
    draw = np.random.default_rng(seed + kind)
    found = []
    for _ in range(count):
        content = kind if kind < 12 else kind // 2
        chosen = [
            REAL[int(draw.integers(len(REAL)))] if draw.random() < 0.5
            else words[int(len(words) ** draw.random())]
            for _ in range(content)
        ]  # fmt: skip
        if kind >= 12:
            chosen = [
                w for pair in zip(draw.choice(STOP, content).tolist(), chosen, strict=True) for w in pair
            ]
        found.append(" ".join(chosen))
    return found
