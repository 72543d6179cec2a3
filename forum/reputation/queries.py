"""Reads of reputation. Suspended and erased people are in none of the lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.accounts.models import Person
from forum.accounts.queries import active
from forum.core import targets, trust
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown
from forum.reputation import badges, facts, policy, standing
from forum.reputation.models import EarnedBadge, ReputationEntry, Standing
from forum.threads.models import Answer, Question


class Thanks(NamedTuple):
    """What one post was thanked for, of one kind, so many times. `shown`: the post, when it is to be seen."""

    kind: str
    times: int
    points: int
    at: datetime
    shown: Shown | None


class BadgeHad(NamedTuple):
    """A badge of somebody: the highest tier. `shown`: what it was given for, when the viewer may see it."""

    badge: badges.Badge
    tier: int
    at: datetime
    shown: Shown | None


class Honours(NamedTuple):
    """Badges, and how many questions somebody solved when she was invited to."""

    badges: list[BadgeHad]
    invited: int


class BadgeCount(NamedTuple):
    """A badge, how many have it, and the tier of the viewer (0: not hers)."""

    badge: badges.Badge
    people: int
    mine: int


class Holder(NamedTuple):
    """Somebody who has a badge."""

    person_id: int
    name: str
    tier: int
    at: datetime
    picture: str | None


class Pinned(NamedTuple):
    """A level that an admin set."""

    level: int
    because: str
    at: datetime


class MyStanding(NamedTuple):
    """How somebody stands, and all that the next level needs."""

    level: trust.Level  # in force
    earned: trust.Level
    next: trust.Level | None
    needs: list[standing.Missing]
    points: int
    pinned: Pinned | None


def points(person_ids: Collection[int]) -> dict[int, int]:
    """The points of these people; who has none, or is not active, is left out. One query."""
    if not person_ids:
        return {}
    rows = db.session.execute(
        sa.select(Standing.person_id, Standing.points)
        .join(Person, Person.id == Standing.person_id)
        .where(Standing.person_id.in_(list(person_ids)), Standing.points > 0, active())
    )
    return {row[0]: row[1] for row in rows}


def expertise(person_id: int) -> list[tuple[int, int]]:
    """(topic, questions of others that her answers solved) from the accepted answers as they stand, most first."""
    return expertise_of([person_id]).get(person_id, [])


def expertise_of(person_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """`expertise` of many active people with one query; those without any are left out. People of the company too."""
    if not person_ids:
        return {}
    count = sa.func.count().label("solved")
    rows = db.session.execute(
        sa.select(Answer.author_id, Question.topic_id, count)
        .join(Question, Question.id == Answer.question_id)
        .join(Person, Person.id == Answer.author_id)
        .where(Answer.author_id.in_(list(person_ids)), facts.public_solution(), active())
        .group_by(Answer.author_id, Question.topic_id)
        .order_by(count.desc(), Question.topic_id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for person, topic, solved in rows:
        found.setdefault(person, []).append((topic, solved))
    return found


def honours(person_id: int, viewer: Viewer) -> Honours:
    """What an active person has been thanked for in public. Two queries."""
    b, e = EarnedBadge, ReputationEntry
    had = sa.select(b.id, b.badge, b.tier, b.at, b.thing).where(
        b.person_id == person_id, b.badge.in_(badges.BADGES)
    )
    invited = sa.select(
        sa.literal(0), sa.literal(""), sa.func.count(), sa.func.max(e.at), sa.literal("")
    ).where(e.person_id == person_id, e.kind == "invited")
    both = sa.union_all(had, invited).subquery()
    there = sa.exists().where(Person.id == person_id, active())
    rows = db.session.execute(sa.select(both).where(there).order_by(both.c.tier, both.c.id)).all()
    highest = {row.badge: row for row in rows if row.badge}  # the last one of each: the highest tier
    shown = _shown([row.thing for row in highest.values()], viewer, ("answer:",))
    earned = [BadgeHad(badges.BADGES[r.badge], r.tier, r.at, shown.get(r.thing)) for r in highest.values()]
    return Honours(
        sorted(earned, key=lambda each: (each.at, each.badge.name), reverse=True),
        sum(row.tier for row in rows if not row.badge),
    )


def all_badges(viewer: Viewer) -> list[BadgeCount]:
    """Every badge there is, with how many active people have it. Two queries."""
    b = EarnedBadge
    had = db.session.execute(
        sa.select(b.badge, sa.func.count(b.person_id))
        .join(Person, Person.id == b.person_id)
        .where(b.tier == 1, active())
        .group_by(b.badge)
    )
    counts = {row[0]: row[1] for row in had}
    mine: dict[str, int] = {}
    if viewer.id is not None:
        hers = sa.select(b.badge, sa.func.max(b.tier)).where(b.person_id == viewer.id).group_by(b.badge)
        mine = {row[0]: row[1] for row in db.session.execute(hers)}
    return [BadgeCount(each, counts.get(name, 0), mine.get(name, 0)) for name, each in badges.BADGES.items()]


def badge(name: str) -> badges.Badge:
    """One badge. Raises `NotFound`."""
    if name not in badges.BADGES:
        raise NotFound()
    return badges.BADGES[name]


def holders(name: str, page: int) -> Page[Holder]:
    """Who has a badge, whoever reached a tier last first: no ladder."""
    b = EarnedBadge
    higher = aliased(EarnedBadge)
    last = ~sa.exists().where(higher.person_id == b.person_id, higher.badge == name, higher.tier > b.tier)
    chosen = (
        sa.select(b.person_id, Person.name, b.tier, b.at, Person.picture)
        .join(Person, Person.id == b.person_id)
        .where(b.badge == name, last, active())
        .order_by(b.at.desc(), b.id.desc())
    )
    found = paginate(
        lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(),
        page,
        policy.PER_PAGE,
    )
    return found.map(lambda rows: [Holder(*row) for row in rows])


def my_standing(viewer: Viewer) -> MyStanding:
    """What the viewer's own page says: counted now, not when the worker last looked."""
    assert viewer.id is not None
    return standing_of(viewer.id, viewer.trust)


def standing_of(person_id: int, level: int) -> MyStanding:
    """How somebody stands who has this level in force. Seven queries."""
    hers = standing.of([person_id])[person_id]
    row = db.session.get(Standing, person_id)
    pinned = None
    if row is not None and row.pinned_level is not None and row.pinned_at is not None:
        pinned = Pinned(row.pinned_level, row.pinned_because, row.pinned_at)
    upper = trust.LEVELS[level + 1] if level < trust.HIGHEST else None
    earned = trust.LEVELS[standing.level(hers)]
    return MyStanding(
        trust.LEVELS[level], earned, upper, standing.next_needs(level, hers), hers.points, pinned
    )


def my_thanks(viewer: Viewer, page: int) -> Page[Thanks]:
    """What the viewer got points for, by post and kind, what was thanked last first."""
    e = ReputationEntry
    last = sa.func.max(e.at).label("at")
    chosen = (
        sa.select(e.kind, e.thing, sa.func.count().label("many"), sa.func.sum(e.points).label("points"), last)
        .where(e.person_id == viewer.id)
        .group_by(e.kind, e.thing)
        .order_by(last.desc(), e.kind, e.thing)
    )
    found = paginate(
        lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(),
        page,
        policy.PER_PAGE,
    )
    shown = _shown([row.thing for row in found], viewer)
    return found.map(
        lambda rows: [Thanks(r.kind, r.many, int(r.points), r.at, shown.get(r.thing)) for r in rows]
    )


def _shown(
    things: Sequence[str], viewer: Viewer, kinds: tuple[str, ...] = ("answer:", "article:")
) -> dict[str, Shown]:
    """Those of these things that the viewer may see; one query a kind."""
    wanted = [targets.parse(thing) for thing in things if thing.startswith(kinds)]
    return {str(target): shown for target, shown in targets.show_many(wanted, viewer).items()}
