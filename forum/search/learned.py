"""What was learned from satisfied searches, read: for the index, and for curators. `learning` writes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.search.models import LearnedQuery
from search_index import SearchDocument

HALF_LIFE = timedelta(days=90)  # products change; what was searched half a year ago counts a quarter
VISITORS_MIN = 3  # visitors who were satisfied here with a word before anything said with it counts
FADED = 0.1  # satisfied searches below which words are forgotten


class LearnedWords(NamedTuple):
    """One wording that led to a document: how much it counts today, and how many visitors used it."""

    words: str
    normal: str
    weight: float
    seen: int
    last_at: datetime


def faded(weight: float, since: datetime, now: datetime) -> float:
    """`weight` of then, today: halved every `HALF_LIFE`."""
    return float(weight * 0.5 ** (max(timedelta(), now - since) / HALF_LIFE))


def of(documents: Iterable[str]) -> dict[str, list[LearnedWords]]:
    """The wordings of each document that count, heaviest first: enough visitors used one of their words."""
    found: dict[str, list[LearnedWords]] = defaultdict(list)
    columns = (
        LearnedQuery.document, LearnedQuery.words, LearnedQuery.normal, LearnedQuery.weight,
        LearnedQuery.seen, LearnedQuery.last_at,
    )  # fmt: skip
    now = clock.now()
    for row in db.session.execute(sa.select(*columns).where(LearnedQuery.document.in_(list(documents)))):
        weight = faded(row.weight, row.last_at, now)
        if weight >= FADED:
            found[row.document].append(LearnedWords(row.words, row.normal, weight, row.seen, row.last_at))
    return {document: kept for document, rows in found.items() if (kept := _believed(rows))}


def added(found: Iterable[SearchDocument]) -> list[SearchDocument]:
    """The same documents with what was learned of them; one query."""
    given = list(found)
    known = of([document.id for document in given])
    return [
        replace(document, learned=tuple((each.words, each.weight) for each in known[document.id]))
        if document.id in known
        else document
        for document in given
    ]


def _believed(rows: Sequence[LearnedWords]) -> list[LearnedWords]:
    # A visitor counts once a day for a document, so the sum over wordings with a word counts visitors.
    visitors: Counter[str] = Counter()
    for row in rows:
        visitors.update(dict.fromkeys(row.normal.split(" "), row.seen))
    kept = [row for row in rows if any(visitors[word] >= VISITORS_MIN for word in row.normal.split(" "))]
    return sorted(kept, key=lambda row: (-row.weight, row.normal))
