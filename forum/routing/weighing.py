"""Whom to ask: who solved the questions that are nearest to this one. Arithmetic only, so that it can be measured
(`benchmarks/routing.py`; the constants were chosen on older threads than those it measures).

    score(p) = sqrt(activity(p)) * sum over hits h solved by p of  s(h) / (RANKS + rank(h)) * 2^(-d(h) / LIKENESS_DAYS)
    activity(p) = sum over all that p solved in a year of  (1 in the topic, ELSEWHERE in others) * 2^(-d / ACTIVITY_DAYS)

s(h) is the engine's score of the hit divided by the best one's, rank(h) its place from 0, d the days since then. Each
hit votes for its solver with its reciprocal rank (Cormack, Clarke and Buettcher, SIGIR 2009; votes of documents for
experts: Macdonald and Ounis, CIKM 2006); the root keeps those who answer everything from being asked everything.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

RANKS = 60.0
LIKENESS_DAYS = 90.0  # what somebody solved three months ago counts half
ACTIVITY_DAYS = 30.0
ELSEWHERE = 0.5  # a solution in another topic, beside one in the question's
ACTIVITY_MIN = 0.01  # of somebody who solved nothing for a year: she is asked after all others
SIMILAR_SHOWN = 3  # questions that tell her why


@dataclass(frozen=True, slots=True)
class Hit:
    """A solved question that the search found. `score`: the engine's; `solver`: who wrote its solution."""

    question: int
    solver: int
    score: float
    days: float = 0.0  # since it was solved


@dataclass(frozen=True, slots=True)
class Fitting:
    """Somebody who fits. `similar`: questions she solved, the nearest first."""

    person: int
    score: float
    similar: tuple[int, ...]


def weigh(hits: Iterable[Hit], activity: Mapping[int, float], limit: int) -> list[Fitting]:
    """The best `limit` people, best first; of equals the one with the lower number. `hits`: best first."""
    found = list(hits)
    top = max((hit.score for hit in found), default=0.0)
    if top <= 0:
        return []
    votes: dict[int, float] = defaultdict(float)
    similar: dict[int, list[int]] = defaultdict(list)
    for rank, hit in enumerate(found):
        votes[hit.solver] += hit.score / top / (RANKS + rank) * fading(hit.days, LIKENESS_DAYS)
        similar[hit.solver].append(hit.question)
    fitting = [
        Fitting(
            person,
            vote * math.sqrt(max(ACTIVITY_MIN, activity.get(person, 0.0))),
            tuple(similar[person][:SIMILAR_SHOWN]),
        )
        for person, vote in votes.items()
    ]
    return sorted(fitting, key=lambda each: (-each.score, each.person))[:limit]


def active(solved: Iterable[tuple[int, bool, float]]) -> dict[int, float]:
    """{person: activity} of what was solved: (person, in the topic?, days since)."""
    sums: dict[int, float] = defaultdict(float)
    for person, in_topic, days in solved:
        sums[person] += (1.0 if in_topic else ELSEWHERE) * fading(days, ACTIVITY_DAYS)
    return dict(sums)


def fading(days: float, half_life: float) -> float:
    """What is left of 1 after so many days."""
    return float(2.0 ** (-max(0.0, days) / half_life))
