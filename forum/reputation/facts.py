"""Where reputation comes from: each source reads facts of other features and says for whom they speak.

Features above register sources of their own (`register`); a source is asked about some people at once, reads nothing but
what is so now, and returns the same for the same facts. What it returned before and does not any more is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.reputation import policy
from forum.threads import policy as threads
from forum.threads.models import Answer, Question


class Fact(NamedTuple):
    """Somebody was useful: one row of `reputation_entry`, without its points."""

    person_id: int
    kind: str  # a key of `policy.POINTS`
    fact: str  # names it among the facts of that person and kind
    thing: str  # what she wrote: "answer:5"
    by_id: int | None  # who said so; None: a guest, or nobody in particular
    topic_id: int | None
    at: datetime


Source = Callable[[Sequence[int]], Iterable[Fact]]
#: `source(person_ids) -> {person: until when the last measure against her was in force}`, those without one left out.
Sanctions = Callable[[Sequence[int]], dict[int, datetime]]

_sources: list[Source] = []
_sanctions: list[Sanctions] = []


def register(source: Source) -> None:
    """Add a source of facts."""
    if source not in _sources:
        _sources.append(source)


def register_sanctions(source: Sanctions) -> None:
    """Add a source of what was done against people who broke the rules; measures that were undone are not among it."""
    if source not in _sanctions:
        _sanctions.append(source)


def members(person_ids: Sequence[int]) -> list[int]:
    """Of these people those who can be thanked: who has left is not, nor are people of the company, whose work it is."""
    if not person_ids:
        return []
    chosen = sa.select(Person.id).where(
        Person.id.in_(person_ids), Person.erased_at.is_(None), Person.role == "customer"
    )
    return list(db.session.scalars(chosen.order_by(Person.id)))


def of(person_ids: Sequence[int]) -> list[Fact]:
    """All facts about these people that count, oldest first: what several sources say twice and what is over the limits of
    `policy` is left out, always the same for the same facts."""
    counted = members(person_ids)
    found = [fact for source in _sources for fact in source(counted)] if counted else []
    return _within_limits(sorted(found, key=_order))


def sanctions(person_ids: Sequence[int]) -> dict[int, datetime]:
    """Until when the last measure against each of these people was in force (in the future: it still is)."""
    last: dict[int, datetime] = {}
    for source in _sanctions:
        for person_id, at in source(person_ids).items():
            last[person_id] = max(at, last.get(person_id, at))
    return last


def _order(fact: Fact) -> tuple[datetime, str, str, int]:
    return fact.at, fact.kind, fact.fact, fact.person_id


def _within_limits(facts: Iterable[Fact]) -> list[Fact]:
    kept: list[Fact] = []
    said: set[tuple[int, str, str, int]] = set()
    counts: dict[tuple[object, ...], int] = {}
    for fact in facts:
        once = (fact.person_id, fact.kind, fact.thing, fact.by_id or 0)
        if fact.by_id is not None and once in said:
            continue  # a vote for an answer and "this helped" on its question are one reader
        day = (fact.person_id, fact.kind, fact.at.date())
        limits: list[tuple[tuple[object, ...], int]] = [(day, policy.DAY_MAX[fact.kind])]
        if fact.by_id is not None:
            limits.append(((*day, fact.by_id), policy.GIVER_DAY_MAX))
        elif fact.kind == "helpful":
            limits.append(((*day, "guests"), policy.GUESTS_DAY_MAX))
        if any(counts.get(key, 0) >= most for key, most in limits):
            continue
        for key, _most in limits:
            counts[key] = counts.get(key, 0) + 1
        said.add(once)
        kept.append(fact)
    return kept


def public_solution() -> sa.ColumnElement[bool]:
    """Condition on `Answer` joined to `Question`: the accepted solution of somebody else's question, both to be read."""
    return sa.and_(
        Question.solution_id == Answer.id,
        Answer.author_id != Question.author_id,
        *there(),
    )


def there() -> tuple[sa.ColumnElement[bool], ...]:
    """Neither hidden nor deleted; in a closed group too: its members were helped."""
    return threads.standing(Answer), threads.standing(Question)
