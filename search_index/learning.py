"""What satisfied searches of the past say about a new one.

Each past search is an example "searched like this, ended there"; so is each of the first sentences of a document that
searches ended on, as many as it has searches. A new search is put among them: the nearest of all examples, and a kernel
ridge regression over these alone (Bottou and Vapnik 1992, "Local learning algorithms"; Saunders, Gammerman and Vovk 1998):

    said(d) = max(0, sum over the nearest i that ended on d of a_i y_i)      a = (K + R)^-1 k
    K_ij    = exp(WIDTH * (cos(x_i, x_j) - 1)), k_i the same with the search's own vector, R = diag(RIDGE / weight_i)
    y_i     = how far its document still answers (`SearchDocument.still_answers`), 1 as long as nothing speaks against it

Solving for `a` is what tells the words that decide from those that only accompany; the mean of all searches is taken off
their vectors first (on a site about cards every search is near "card"). Nothing is fitted in advance: a search that was
learned a second ago counts in the next. The best of the documents that may be shown gets 1, times the strength with which
past searches are believed on this site, which they have to earn (`grading.py`).

Searches that were left unsatisfied (`Engine.note_missed`) are examples of what no document answers. They change no order: with
them in the regression, `Past.leaning` says how much more a search is like those of its best document than like these.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import arrays, weights
from search_index.embedding import Vectors
from search_index.meaning import SegmentVectors

VERSION = 3
NEAREST = 128  # examples that the regression is over
RIDGE = 0.3  # how little a single example is believed
WIDTH = 2.5  # how fast likeness falls with the angle
SHRINK = 20.0  # searches at which half of their mean is taken off
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Of one collection: the `mean` of its searches, and the `strength` they are believed with; None: too few to tell.

    `rows`: how many searches it was taken from. `missed`: the vectors of searches that were left unsatisfied. `sure`: the
    evidence from which on something counts as found here (`confidence.py`); None: not known.
    """

    mean: Vectors
    strength: float | None
    rows: int
    missed: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    sure: float | None = None
    words: int = 0
    """A checksum of the wordings that `missed` was made of."""


def save(lesson: Lesson, path: Path) -> None:
    """Keep a lesson in a file."""
    strength = -1.0 if lesson.strength is None else lesson.strength
    meta = {
        "version": VERSION,
        "strength": strength,
        "rows": lesson.rows,
        "sure": lesson.sure,
        "words": lesson.words,
    }
    arrays.write(path, {"mean": lesson.mean, "missed": lesson.missed}, meta)


def load(path: Path) -> Lesson:
    """ValueError for another version, OSError when it can't be read."""
    made, meta = arrays.read(path)
    if meta.get("version") != VERSION:
        raise ValueError(f"{path.name} is of another version")
    strength = float(meta["strength"])
    return Lesson(
        made["mean"],
        None if strength < 0 else strength,
        int(meta["rows"]),
        made["missed"],
        meta["sure"],
        int(meta["words"]),
    )


def mean_of(vectors: Sequence[SegmentVectors], alive: Sequence[Mask]) -> tuple[Vectors, int]:
    """The mean of the living documents' searches, each wording once, drawn to zero while they are few; and their number."""
    rows = [each.past_rows()[: each.searches] for each in vectors]
    owners = [each.past_owners[: each.searches] for each in vectors]
    living = np.concatenate([table[a[o]] for table, a, o in zip(rows, alive, owners, strict=True)])
    if not len(living):
        return np.zeros(living.shape[1], np.float32), 0
    said = np.unique(living, axis=0).astype(np.float32) / np.float32(127)
    mean = said.mean(axis=0) * np.float32(len(said) / (len(said) + SHRINK))
    return mean.astype(np.float32), len(living)


class Past:
    """All past searches of an index in the light of a lesson. Keeps one number an example; the vectors stay mapped."""

    def __init__(self, lesson: Lesson, vectors: Sequence[SegmentVectors]) -> None:
        self.lesson, self._vectors = lesson, list(vectors)
        square = float(lesson.mean @ lesson.mean)
        self._onto = [each.past_dots(lesson.mean) for each in vectors]
        self._lengths = [np.sqrt(np.maximum(1.0 - 2.0 * onto + square, 1e-6)) for onto in self._onto]
        self._ends = np.cumsum([len(each.past_owners) for each in vectors])
        self._missed = _unit(lesson.missed - lesson.mean) if len(lesson.missed) else lesson.missed

    def votes(self, asked: Vectors, allowed: Sequence[Mask]) -> list[Vectors]:
        """Of every document of every segment, in the units of `ranking.fused`: 0 to the strength. `asked`: unit length.

        `allowed`: those that may be shown; nobody else's past counts.
        """
        strength = self.lesson.strength
        cosines, likeness = self._compared(asked, allowed)
        same = [
            _same(each, cosine, strength is None) * mask
            for each, cosine, mask in zip(self._vectors, cosines, allowed, strict=True)
        ]
        if not strength:
            return same
        said = self.said(np.concatenate(likeness))
        most = max((float(each.max(initial=0)) for each in said), default=0.0)
        return [
            np.maximum(one, each * np.float32(strength / max(most, weights.LEARNED_LEAST)))
            for one, each in zip(same, said, strict=True)
        ]

    def likeness(self, asked: Vectors, allowed: Sequence[Mask]) -> list[Vectors]:
        """The cosine of every example of every segment, the mean taken off; -9 where it may not count."""
        return self._compared(asked, allowed)[1]

    def _compared(self, asked: Vectors, allowed: Sequence[Mask]) -> tuple[list[Vectors], list[Vectors]]:
        """The cosines of every example, as they are and with the mean taken off."""
        mean = self.lesson.mean
        length = max(float(np.linalg.norm(asked - mean)), 1e-6)
        onto = float(mean @ asked) - float(mean @ mean)
        plain, likeness = [], []
        for each, mask, onto_mean, lengths in zip(
            self._vectors, allowed, self._onto, self._lengths, strict=True
        ):
            cosines = each.past_dots(asked)
            plain.append(cosines)
            centred = (cosines - onto_mean - np.float32(onto)) / (lengths * np.float32(length))
            likeness.append(np.where(mask[each.past_owners], centred, np.float32(-9)))
        return plain, likeness

    def said(self, likeness: Vectors) -> list[Vectors]:
        """`said(d)` of every document, from the cosine of each example in turn; those below -1 are left out."""
        return self._told(likeness)[0]

    def leaning(self, asked: Vectors, likeness: Vectors) -> float:
        """`said` of the best document less what is said for none of them; 0 where no search was left unsatisfied."""
        if not len(self._missed):
            return 0.0
        told, none = self._told(likeness, self._missed @ _unit((asked - self.lesson.mean)[None])[0])
        return max((float(each.max(initial=0)) for each in told), default=0.0) - none

    def wordings(self, asked: Vectors, without: Sequence[tuple[int, int]] = ()) -> list[Vectors]:
        """Of every document of every segment the cosine of the nearest search that ended there; -1 without any.

        `without`: (segment, row) of searches to leave out.
        """
        found = []
        for number, each in enumerate(self._vectors):
            cosines = each.past_dots(asked)[: each.searches]
            cosines[[row for segment, row in without if segment == number]] = -1.0
            best = np.full(each.count, -1.0, np.float32)
            np.maximum.at(best, each.past_owners[: each.searches], cosines)
            found.append(best)
        return found

    def _told(self, likeness: Vectors, missed: Vectors | None = None) -> tuple[list[Vectors], float]:
        """`said(d)` of every document, and of none of them where the cosines of `missed` searches are given."""
        out = [np.zeros(each.count, np.float32) for each in self._vectors]
        every = likeness if missed is None else np.concatenate((likeness, missed))
        near = np.argpartition(-every, NEAREST)[:NEAREST] if len(every) > NEAREST else None
        near = np.flatnonzero(every >= -1) if near is None else np.sort(near[every[near] >= -1])
        if not len(near):
            return out, 0.0
        segment = np.searchsorted(self._ends, near, side="right")
        chosen = [near[segment == s] - (self._ends[s - 1] if s else 0) for s in range(len(self._vectors))]
        parts = [
            (each.past_rows()[rows], each.past_weights[rows])
            for each, rows in zip(self._vectors, chosen, strict=True)
        ]
        table = np.concatenate([rows for rows, _ in parts]).astype(np.float32) / np.float32(127)
        table = _unit(table - self.lesson.mean)
        heavy = np.concatenate([w for _, w in parts])
        beside = near[segment == len(self._vectors)] - len(likeness)
        if len(beside):
            table = np.concatenate((table, self._missed[beside]))
            heavy = np.concatenate((heavy, np.ones(len(beside), np.float32)))
        kernel = np.exp(np.float32(WIDTH) * (table @ table.T - np.float32(1)))
        kernel[np.diag_indices(len(near))] += np.float32(RIDGE) / heavy
        found = np.linalg.solve(kernel, np.exp(np.float32(WIDTH) * (every[near] - np.float32(1))))
        for s, (each, rows) in enumerate(zip(self._vectors, chosen, strict=True)):
            votes = found[segment == s] * each.past_targets[rows]
            told = np.bincount(each.past_owners[rows], votes, minlength=each.count)
            out[s] = np.maximum(told, 0).astype(np.float32)
        return out, float(found[segment == len(self._vectors)].sum())


def _unit(rows: Vectors) -> Vectors:
    """Rows of length 1; zeros stay near zero."""
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    return np.asarray(rows / np.maximum(lengths, np.float32(1e-6))[:, None], np.float32)


def _same(vectors: SegmentVectors, cosines: npt.NDArray[Any], few: bool) -> Vectors:
    """What the very same search is worth, however little the others are believed: 0..LEARNED_SAME of every document."""
    count = vectors.searches
    sharp = _sharp(cosines[:count], weights.LEARNED_FEW_SHARPNESS if few else weights.LEARNED_SAME_SHARPNESS)
    believed = vectors.past_weights[:count] * vectors.past_targets[:count]
    times = np.bincount(vectors.past_owners[:count], sharp * believed, vectors.count)
    if not few:
        times = np.maximum(times - 1.0, 0)  # one may have been an accident
    prior = weights.LEARNED_FEW_PRIOR if few else weights.LEARNED_SAME_PRIOR
    return np.asarray(weights.LEARNED_SAME * times / (times + prior), np.float32)


def _sharp(cosines: npt.NDArray[Any], power: int) -> npt.NDArray[Any]:
    """max(0, cosine) ** power, a power of two: squaring takes a tenth of the time."""
    found = np.maximum(cosines, 0)
    while power > 1:
        np.square(found, out=found)
        power //= 2
    return np.asarray(found)
