"""Following topics, tags and people: "topic:3", "tag:4", "person:5". (Questions are followed in `threads`.)

Whoever knows such things registers how they are called; nothing here does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db, upsert
from forum.core.errors import Invalid, NotFound
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.notifications.models import Follow
from forum.notifications.policy import FOLLOWED_MAX

NUMBER_MAX = 2**31 - 1
QUESTION = "question"  # followed in `threads`; here only muted


@dataclass(frozen=True, slots=True)
class Named:
    """What a followed thing is called, and where it is."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of /my/follows."""

    thing: str
    title: str
    url: str
    muted: bool


#: Names of several things of one kind at once: those that this viewer may know, by number.
LookUp = Callable[[Sequence[int], Viewer], dict[int, Named]]

#: SQL: ids of the people who follow one thing of a kind, where another table than `follow` holds them.
Followers = Callable[[int], "sa.Select[int]"]

_kinds: dict[str, LookUp] = {}
_elsewhere: dict[str, Followers] = {}


def register(kind: str, look_up: LookUp, followers: Followers | None = None) -> None:
    """Say that things of `kind` can be followed, and how they are called."""
    _kinds[kind] = look_up
    if followers is not None:
        _elsewhere[kind] = followers


def following(things: Iterable[str], after: int, limit: int) -> list[int]:
    """Who follows one of these things and did not mute it: `limit` ids above `after`, ascending, each once."""
    parts: list[sa.Select[int]] = []
    here = []
    for thing in things:
        kind, _, number = thing.partition(":")
        if kind in _elsewhere:
            parts.append(_elsewhere[kind](int(number)))
        else:
            here.append(thing)
    if here:
        parts.append(sa.select(Follow.person_id).where(Follow.thing.in_(here), Follow.muted_at.is_(None)))
    if not parts:
        return []
    found = sa.union(*parts).subquery()
    person = found.c[0]
    return list(db.session.scalars(sa.select(person).where(person > after).order_by(person).limit(limit)))


def parse(thing: str) -> tuple[str, int]:
    """("topic", 3) of "topic:3". Raises `NotFound` for what can't be followed."""
    kind, _, number = thing.partition(":")
    if kind not in _kinds or not (number.isascii() and number.isdigit() and len(number) <= 10):
        raise NotFound()
    if int(number) > NUMBER_MAX:
        raise NotFound()
    return kind, int(number)


def named(things: Iterable[str], viewer: Viewer) -> dict[str, Named]:
    """Names of `things`, those that the viewer may know; one lookup a kind."""
    numbers: dict[str, list[int]] = {}
    for thing in things:
        kind, _, number = thing.partition(":")
        if kind in _kinds and number.isdigit():
            numbers.setdefault(kind, []).append(int(number))
    return {
        f"{kind}:{number}": name
        for kind, wanted in numbers.items()
        for number, name in _kinds[kind](wanted, viewer).items()
    }


def follow(person: Person, thing: str) -> None:
    """Be told of what is new there; twice is as once. Raises `NotFound` for what she may not see."""
    kind, number = parse(thing)
    if number not in _kinds[kind]([number], person) or thing == f"person:{person.id}" or kind == QUESTION:
        raise NotFound()
    if len(things_of(person)) >= FOLLOWED_MAX:
        raise Invalid(N_("You follow very much already. End some of it first."))
    row = upsert(Follow.__table__).values(
        person_id=person.id, thing=f"{kind}:{number}", since=clock.now(), muted_at=None
    )
    db.session.execute(row.on_conflict_do_nothing())


def unfollow(person: Person, thing: str) -> None:
    """Not any more."""
    db.session.execute(sa.delete(Follow).where(Follow.person_id == person.id, Follow.thing == thing))


def mute(person: Person, thing: str, muted: bool) -> None:
    """Follow it on, but be told nothing for now; a question: nothing at all, whatever made her follow it.

    Raises `NotFound`.
    """
    kind, number = parse(thing)
    if number not in _kinds[kind]([number], person):
        raise NotFound()
    mine = sa.and_(Follow.person_id == person.id, Follow.thing == thing)
    if kind == QUESTION and not muted:
        db.session.execute(sa.delete(Follow).where(mine))
        return
    if kind == QUESTION:
        row = upsert(Follow.__table__).values(person_id=person.id, thing=thing, since=clock.now())
        db.session.execute(row.on_conflict_do_nothing())
    db.session.execute(sa.update(Follow).where(mine).values(muted_at=clock.now() if muted else None))


def list_of(person: Person) -> dict[str, list[Followed]]:
    """What she follows, by kind, each with its name; what she may not see any more is left out."""
    rows = db.session.scalars(
        sa.select(Follow).where(Follow.person_id == person.id).order_by(Follow.since, Follow.thing)
    ).all()
    names = named([row.thing for row in rows], person)
    found: dict[str, list[Followed]] = {}
    for row in rows:
        if row.thing in names:
            name = names[row.thing]
            kind = row.thing.partition(":")[0]
            found.setdefault(kind, []).append(
                Followed(row.thing, name.title, name.url, row.muted_at is not None)
            )
    return found


def follows(person: Viewer, thing: str) -> bool:
    """Does she follow it?"""
    return thing in things_of(person)


def things_of(person: Viewer) -> set[str]:
    """All that she follows, muted or not."""
    if person.id is None:
        return set()
    return set(db.session.scalars(sa.select(Follow.thing).where(Follow.person_id == person.id)))


def followers(thing: str) -> list[int]:
    """Who follows it and did not mute it. For many of them use `actions.tell_followers`."""
    mine = sa.select(Follow.person_id).where(Follow.thing == thing, Follow.muted_at.is_(None))
    return list(db.session.scalars(mine.order_by(Follow.person_id)))


def count(thing: str) -> int:
    """How many follow it."""
    return db.session.scalar(sa.select(sa.func.count()).where(Follow.thing == thing)) or 0


def join(thing: str, into: str) -> None:
    """Another thing took its place: who followed it follows that one."""
    there = sa.select(Follow.person_id).where(Follow.thing == into)
    moved = sa.update(Follow).where(Follow.thing == thing, Follow.person_id.not_in(there)).values(thing=into)
    db.session.execute(moved.execution_options(synchronize_session=False))
    db.session.execute(sa.delete(Follow).where(Follow.thing == thing))
