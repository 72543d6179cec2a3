"""From facts to a level: the counts that `core.trust` names, the level they earn, and what the next one needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, trust
from forum.core.db import db
from forum.reputation import facts, policy
from forum.reputation.models import ReputationEntry
from forum.threads import policy as threads
from forum.threads.models import Answer, Question

LOOK_AGAIN_DAYS = 7  # even when time alone changes nothing: what no event told of is mended then


@dataclass(frozen=True, slots=True)
class Facts:
    """What levels go by. `Need.fact` of `core.trust` is one of these names."""

    proven: int = 0  # 1: the e-mail address was proven
    days: int = 0  # since joining
    posts: int = 0  # 1: something of hers is there to read
    clean_days: int = trust.SANCTION_DAYS  # since the last measure against her, at most so many
    points: int = 0
    recent_points: int = 0  # of the last `policy.RECENT_DAYS`
    people: int = 0  # different people who said that she helped
    solved_for: int = 0  # different people whose questions she solved


@dataclass(frozen=True, slots=True)
class Missing:
    """One need of a level, as a person stands to it."""

    fact: str
    sentence: str
    least: int
    have: int

    @property
    def met(self) -> bool:
        """Is it enough?"""
        return self.have >= self.least

    @property
    def missing(self) -> int:
        """How much is not there yet."""
        return max(0, self.least - self.have)


def of(person_ids: Sequence[int]) -> dict[int, Facts]:
    """The counts of these people, from the entries as they stand. Five queries, for however many; unknown ids are left out."""
    now = clock.now()
    people = db.session.execute(
        sa.select(Person.id, Person.verified_at, Person.created_at).where(Person.id.in_(person_ids))
    ).all()
    sums = _sums(person_ids, now)
    wrote = _wrote(person_ids)
    last = facts.sanctions(person_ids)
    return {
        number: Facts(
            proven=int(verified_at is not None),
            days=max(0, (now - created_at).days),
            posts=int(number in wrote),
            clean_days=_clean(last.get(number), now),
            **sums.get(number, {}),
        )
        for number, verified_at, created_at in people
    }


def level(of_hers: Facts) -> int:
    """The highest level whose needs, and those of all levels below it, are met."""
    reached = 0
    for each in trust.LEVELS:
        if not all(need.met for need in needs(each, of_hers)):
            break
        reached = each.number
    return reached


def needs(of_level: trust.Level, of_hers: Facts) -> list[Missing]:
    """Each need of one level, and how she stands to it."""
    return [Missing(n.fact, n.sentence, n.least, int(getattr(of_hers, n.fact))) for n in of_level.needs]


def next_needs(reached: int, of_hers: Facts) -> list[Missing]:
    """What the level after `reached` needs, with needs of lower levels that are not met (a pinned level may skip some).

    Of what was never done against her nothing is said.
    """
    if reached >= trust.HIGHEST:
        return []
    upper = needs(trust.LEVELS[reached + 1], of_hers)
    asked = {m.fact for m in upper}
    below = [m for each in trust.LEVELS[: reached + 1] for m in needs(each, of_hers)]
    below = [m for m in below if not m.met and m.fact not in asked]
    return [*below, *(m for m in upper if not (m.fact == "clean_days" and m.met))]


def look_again_at(of_hers: Facts) -> datetime:
    """When time alone may next change the level: a day when days are counted or points grow old, else in a week."""
    reached = level(of_hers)
    upper = trust.LEVELS[min(reached + 1, trust.HIGHEST)]
    waits = [n.least - int(getattr(of_hers, n.fact)) for n in upper.needs if n.fact in ("days", "clean_days")]
    left = [days for days in waits if days > 0]
    days = min([*left, LOOK_AGAIN_DAYS])
    return clock.now() + timedelta(days=days)


def _sums(person_ids: Sequence[int], now: datetime) -> dict[int, dict[str, int]]:
    e = ReputationEntry
    recent = e.at > now - timedelta(days=policy.RECENT_DAYS)
    rows = db.session.execute(
        sa.select(
            e.person_id,
            sa.func.sum(e.points),
            sa.func.coalesce(sa.func.sum(e.points).filter(recent), 0),
            sa.func.count(e.by_id.distinct()).filter(e.kind.in_(("solution", "helpful"))),
            sa.func.count(e.by_id.distinct()).filter(e.kind == "solution"),
        )
        .where(e.person_id.in_(person_ids))
        .group_by(e.person_id)
    )
    names = ("points", "recent_points", "people", "solved_for")
    return {row[0]: dict(zip(names, map(int, row[1:]), strict=True)) for row in rows}


def _wrote(person_ids: Sequence[int]) -> set[int]:
    """Who has a question or an answer that is neither hidden nor deleted. One query."""
    parts = [
        sa.select(post.author_id).where(post.author_id.in_(person_ids), threads.standing(post))
        for post in (Question, Answer)
    ]
    return set(db.session.scalars(sa.union(*parts)))


def _clean(last: datetime | None, now: datetime) -> int:
    if last is None:
        return trust.SANCTION_DAYS
    return max(0, min(trust.SANCTION_DAYS, (now - last).days))
