"""Whom to ask: who solved the questions that are nearest to this one. Arithmetic only, so that it can be measured
(`benchmarks/routing.py`).

The score of a person is the sum over the solved questions that a search for the new one finds,

    score(p) = sum over hits h solved by p of s(h) / (RANKS + rank(h))  *  (1 + ln(1 + n(p)) / TOPIC)  *  2^(-d(p) / HALF_LIFE_DAYS)

with s(h) the engine's score of the hit divided by that of the first one, rank(h) its place from 0, n(p) the accepted
answers of p in the topic, d(p) the days since p last solved anything. The first factor is reciprocal rank fusion
(Cormack, Clarke and Buettcher, SIGIR 2009) of the votes that each hit casts for its solver, as in the "votes" model of
expert search (Macdonald and Ounis, CIKM 2006, CombSUM).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RANKS = 5.0  # how much the first places stand out
TOPIC = 4.0  # 50 accepted answers in the topic double a score, one makes it a sixth more
HALF_LIFE_DAYS = 180.0  # who solved nothing for half a year is asked half as readily
SIMILAR_SHOWN = 3  # questions that tell her why


@dataclass(frozen=True, slots=True)
class Hit:
    """A solved question that the search found. `score`: the engine's; `solver`: who wrote its solution."""

    question: int
    solver: int
    score: float


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody has done: accepted answers in the topic, days since the last one anywhere."""

    in_topic: int = 0
    days_since: float = 0.0


@dataclass(frozen=True, slots=True)
class Fitting:
    """Somebody who fits. `similar`: questions she solved, the nearest first."""

    person: int
    score: float
    similar: tuple[int, ...]


NOBODY = Record()


def weigh(hits: Iterable[Hit], records: Mapping[int, Record], limit: int) -> list[Fitting]:
    """The best `limit` people, best first; of equals the one with the lower number."""
    found = list(hits)
    top = max((hit.score for hit in found), default=0.0)
    if top <= 0:
        return []
    votes: dict[int, float] = defaultdict(float)
    similar: dict[int, list[int]] = defaultdict(list)
    for rank, hit in enumerate(found):
        votes[hit.solver] += hit.score / top / (RANKS + rank)
        similar[hit.solver].append(hit.question)
    fitting = [
        Fitting(person, vote * factor(records.get(person, NOBODY)), tuple(similar[person][:SIMILAR_SHOWN]))
        for person, vote in votes.items()
    ]
    return sorted(fitting, key=lambda each: (-each.score, each.person))[:limit]


def factor(record: Record) -> float:
    """What a person's record makes of the likeness of her questions."""
    expertise = 1.0 + math.log1p(record.in_topic) / TOPIC
    return float(expertise * 2.0 ** (-max(0.0, record.days_since) / HALF_LIFE_DAYS))
