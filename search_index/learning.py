"""What satisfied searches of the past say about a new one, and how far to believe them.

Two opinions about every document, from the vectors of the searches that ended on it, mean taken off (on a site about
cards every search is near "card"; what is left tells them apart):

    near     the sum of max(0, cosine) ** 4 over its searches, divided by the root of their weight: a vote of neighbours
    fitted   ridge regression of "ended here" on the vector, one answer for all documents: x' (X'X + r I)^-1 X'y
             (Hoerl and Kennard 1970). It learns which words decide and which only accompany.

Whether past searches tell anything about new ones differs from site to site: where everybody asks the same few things
they know more than any text; where each document was asked for once they are always wrong. So they grade themselves:
each of a sample is left out, its document is looked for by the texts and by the remaining searches with several
strengths, and the strength that finds it best is used, none when none does better than the texts alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import arrays, weights
from search_index.embedding import Vectors
from search_index.meaning import SegmentVectors

VERSION = 1
STRENGTHS = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0)
RIDGE = 3.0  # r: how many searches it takes to move the fit
SHRINK = 20.0  # searches at which half of their mean is taken off
SAMPLE = 300  # searches left out, one at a time
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Of one collection: `mean` of its searches, `fit` = (X'X + r I)^-1, `strength` in 0..2, None while they are too few.

    `rows`: learned vectors it was taken from.
    """

    mean: Vectors
    fit: Vectors
    strength: float | None
    rows: int


def save(lesson: Lesson, path: Path) -> None:
    """Keep a lesson in a file."""
    strength = -1.0 if lesson.strength is None else lesson.strength
    meta = {"version": VERSION, "strength": strength, "rows": lesson.rows}
    arrays.write(path, {"mean": lesson.mean, "fit": lesson.fit}, meta)


def load(path: Path) -> Lesson:
    """ValueError for another version, OSError when it can't be read."""
    made, meta = arrays.read(path)
    if meta.get("version") != VERSION:
        raise ValueError(f"{path.name} is of another version")
    strength = float(meta["strength"])
    return Lesson(made["mean"], made["fit"], None if strength < 0 else strength, int(meta["rows"]))


@dataclass(frozen=True, slots=True)
class Opinion:
    """For every document of one segment; `same` is the weight of searches that were (nearly) the same."""

    near: npt.NDArray[Any]
    fitted: npt.NDArray[Any]
    same: npt.NDArray[Any]


class Learned:
    """The learned vectors of one segment in the light of a lesson. Keeps a few numbers a vector; they stay mapped."""

    def __init__(self, lesson: Lesson, vectors: SegmentVectors) -> None:
        self._lesson, self._vectors = lesson, vectors
        (onto,) = vectors.learned_dots(lesson.mean[:, None]).T
        self._onto = onto  # x . m of every learned vector
        square = float(lesson.mean @ lesson.mean)
        self._lengths = np.sqrt(np.maximum(1.0 - 2.0 * onto + square, 1e-6))
        held = np.bincount(vectors.learned_owners, vectors.learned_weights, minlength=vectors.count)
        self._share = (1.0 / np.sqrt(1.0 + held)).astype(np.float32)

    def opinion(self, asked: Vectors) -> Opinion:
        """What past searches say about a query's vector (unit length)."""
        lesson, vectors = self._lesson, self._vectors
        centred = asked - lesson.mean
        centred = centred / max(float(np.linalg.norm(centred)), 1e-6)
        fit = lesson.fit @ centred
        dots = vectors.learned_dots(np.stack([asked, centred, fit], axis=1))
        cosine = (dots[:, 1] - lesson.mean @ centred) / self._lengths
        linear = (dots[:, 2] - lesson.mean @ fit) / self._lengths
        near = _sharp(cosine, weights.LEARNED_MEANING_SHARPNESS)
        few = lesson.strength is None
        same = _sharp(dots[:, 0], weights.LEARNED_FEW_SHARPNESS if few else weights.LEARNED_SAME_SHARPNESS)
        return Opinion(self._sum(near) * self._share, self._sum(linear), self._sum(same))

    def _sum(self, values: npt.NDArray[Any]) -> Vectors:
        vectors = self._vectors
        total = np.bincount(vectors.learned_owners, values * vectors.learned_weights, minlength=vectors.count)
        return total.astype(np.float32)


def _sharp(cosines: npt.NDArray[Any], power: int) -> npt.NDArray[Any]:
    """max(0, cosine) ** power, a power of two: squaring takes a tenth of the time."""
    found = np.maximum(cosines, 0)
    while power > 1:
        np.square(found, out=found)
        power //= 2
    return np.asarray(found)


def votes(opinions: Sequence[Opinion], allowed: Sequence[Mask], strength: float | None) -> list[Vectors]:
    """The votes of all segments' documents in the units of `fusion.Trust.parts`: 0 to about 2, over those that may be shown."""
    few = strength is None
    prior = weights.LEARNED_FEW_PRIOR if few else weights.LEARNED_SAME_PRIOR
    best = [
        max(
            (float(part.max(initial=0, where=mask)) for part, mask in zip(parts, allowed, strict=True)),
            default=0.0,
        )
        for parts in ([each.near for each in opinions], [each.fitted for each in opinions])
    ]
    out = []
    for each, mask in zip(opinions, allowed, strict=True):
        same = each.same if few else np.maximum(each.same - np.float32(1), 0)  # one may have been an accident
        told = weights.LEARNED_SAME * same / (same + prior)
        if strength:
            near = (1 - weights.LEARNED_FITTED) * each.near / max(best[0], 1e-9)
            fitted = weights.LEARNED_FITTED * np.maximum(each.fitted, 0) / max(best[1], 1e-9)
            told = np.maximum(told, np.float32(strength) * (near + fitted))
        out.append(np.where(mask, told, np.float32(0)).astype(np.float32))
    return out


def learn(
    vectors: Sequence[SegmentVectors], alive: Sequence[Mask], langs: Sequence[Sequence[str]]
) -> Lesson | None:
    """The lesson of an index: of each segment its vectors, living documents and their languages. None: nothing learned."""
    offsets = np.cumsum([0, *(each.count for each in vectors)])
    rows = [each.learned_rows() for each in vectors]
    living = np.concatenate(
        [a[v.learned_owners] for a, v in zip(alive, vectors, strict=True)] or [[]]
    ).astype(bool)
    owners = np.concatenate(
        [v.learned_owners + first for v, first in zip(vectors, offsets[:-1], strict=True)] or [[]]
    ).astype(np.int64)[living]
    if not len(owners):
        return None
    table = np.concatenate(rows)[living]
    given = np.concatenate([v.learned_weights for v in vectors])[living]
    said, number = np.unique(
        table, axis=0, return_inverse=True
    )  # one search may have ended on several documents
    unit = said.astype(np.float32) / np.float32(127)
    mean = unit.mean(axis=0) * np.float32(len(unit) / (len(unit) + SHRINK))
    centred = unit - mean
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-6)
    fit = np.linalg.inv(centred.T @ centred + np.float32(RIDGE) * np.eye(unit.shape[1], dtype=np.float32))
    strength = None
    if len(unit) >= weights.LEARNED_GRADED_FROM:
        spoken = np.concatenate([np.asarray(each) for each in langs])
        everybody = np.concatenate(list(alive))
        strength = _grade(vectors, everybody, spoken, unit, centred, fit, number.ravel(), owners, given)
    return Lesson(mean.astype(np.float32), fit.astype(np.float32), strength, len(owners))


def _grade(
    vectors: Sequence[SegmentVectors],
    alive: Mask,
    langs: npt.NDArray[Any],
    unit: Vectors,
    centred: Vectors,
    fit: Vectors,
    number: Ints,
    owners: Ints,
    given: Vectors,
) -> float:
    """The strength with which the searches find each other's documents best, texts included."""
    step = max(1, len(unit) // SAMPLE)
    ranks = []
    held = np.bincount(owners, given, minlength=len(alive))
    for search in range(0, len(unit), step):
        ended = np.unique(owners[number == search])
        allowed = alive & np.isin(langs, langs[ended])
        cosines = np.concatenate([each.nearness(unit[search]) for each in vectors])
        usual, nearest = float(np.median(cosines[allowed])), float(cosines.max(initial=-1, where=allowed))
        text = np.maximum(0, (cosines - usual) / max(nearest - usual, 1e-6))
        cosine = _sharp(centred @ centred[search], weights.LEARNED_MEANING_SHARPNESS)
        linear = centred @ (fit @ centred[search])
        cosine[search] = linear[search] = 0.0
        mine = given * (number != search)
        left = held - np.bincount(owners, given * (number == search), minlength=len(alive))
        near = np.bincount(owners, cosine[number] * mine, minlength=len(alive)) / np.sqrt(1.0 + left)
        opinion = Opinion(
            near, np.bincount(owners, linear[number] * mine, minlength=len(alive)), np.zeros(len(alive))
        )
        (told,) = votes([opinion], [allowed], 1.0)
        ranks.append([_reciprocal(np.where(allowed, text + s * told, -1.0), ended) for s in STRENGTHS])
    table = np.array(ranks)
    means = table.mean(axis=0)
    best = int(means.argmax())
    gain = table[:, best] - table[:, 0]
    if gain.mean() <= gain.std() / np.sqrt(len(gain)):  # within its error: not better
        return 0.0
    alike = [
        s for s, mean in zip(STRENGTHS, means, strict=True) if mean >= means[best] - weights.LEARNED_ALIKE
    ]
    return float(np.mean(alike))


def _reciprocal(scores: npt.NDArray[Any], ended: Ints) -> float:
    """One by the rank of the best of the documents that it ended on."""
    return 1.0 / (1 + int(np.count_nonzero(scores > scores[ended].max() + 1e-9)))
