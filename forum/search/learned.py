"""What was learned from satisfied searches, read: for the index, and for curators. `learning` writes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.search.models import LearnedQuery
from search_index import SearchDocument

HALF_LIFE = timedelta(days=90)  # products change; what was searched half a year ago counts a quarter
VISITORS_MIN = 3  # visitors who were satisfied here with a word before anything said with it counts
LATELY = timedelta(days=10)  # half-life of what tells that a document answers no longer
LATELY_PRIOR = 3.0  # satisfied searches that a document is trusted for before anything is known against it
FADED = 0.1  # satisfied searches below which words are forgotten


class LearnedWords(NamedTuple):
    """One wording that led to a document: how much it counts today, and how many visitors used it."""

    words: str
    normal: str
    weight: float
    seen: int
    last_at: datetime
    still_answers: float = 1.0  # of its document


def faded(weight: float, since: datetime, now: datetime, half_life: timedelta = HALF_LIFE) -> float:
    """`weight` of then, today: halved every `half_life`."""
    return float(weight * 0.5 ** (max(timedelta(), now - since) / half_life))


def still_answers(recent: float, left: float) -> float:
    """How far what was learned of a document still holds, 0..1: the square of its share of late successes.

    `recent`: satisfied searches that ended on it of late; `left`: those that passed over it for another document, or
    ended with "did not help". The world changes on one day; a half-life of months would notice after months.
    """
    return ((recent + LATELY_PRIOR) / (recent + left + LATELY_PRIOR)) ** 2


def of(documents: Iterable[str]) -> dict[str, list[LearnedWords]]:
    """The wordings of each document that count, heaviest first: enough visitors used one of their words."""
    found: dict[str, list[LearnedWords]] = defaultdict(list)
    columns = (
        LearnedQuery.document, LearnedQuery.words, LearnedQuery.normal, LearnedQuery.weight,
        LearnedQuery.seen, LearnedQuery.last_at, LearnedQuery.recent, LearnedQuery.left,
    )  # fmt: skip
    now = clock.now()
    rows = db.session.execute(sa.select(*columns).where(LearnedQuery.document.in_(list(documents)))).all()
    trust = _trust(rows, now)
    for row in rows:
        weight, holds = faded(row.weight, row.last_at, now), trust[row.document]
        if weight * holds >= FADED:
            words = LearnedWords(row.words, row.normal, weight * holds, row.seen, row.last_at, holds)
            found[row.document].append(words)
    return {document: kept for document, rows in found.items() if (kept := _believed(rows))}


def added(found: Iterable[SearchDocument]) -> list[SearchDocument]:
    """The same documents with what was learned of them; one query."""
    given = list(found)
    known = of([document.id for document in given])
    return [
        replace(
            document,
            learned=tuple((each.words, each.weight) for each in known[document.id]),
            still_answers=known[document.id][0].still_answers,
        )
        if document.id in known
        else document
        for document in given
    ]


def _trust(rows: Iterable[Any], now: datetime) -> dict[str, float]:
    recent: dict[str, float] = defaultdict(float)
    left: dict[str, float] = defaultdict(float)
    for row in rows:
        recent[row.document] += faded(row.recent, row.last_at, now, LATELY)
        left[row.document] += faded(row.left, row.last_at, now, LATELY)
    return {document: still_answers(recent[document], left[document]) for document in recent}


def _believed(rows: Sequence[LearnedWords]) -> list[LearnedWords]:
    # A visitor counts once a day for a document, so the sum over wordings with a word counts visitors.
    visitors: Counter[str] = Counter()
    for row in rows:
        visitors.update(dict.fromkeys(row.normal.split(" "), row.seen))
    kept = [row for row in rows if any(visitors[word] >= VISITORS_MIN for word in row.normal.split(" "))]
    return sorted(kept, key=lambda row: (-row.weight, row.normal))
