"""Who can be meant by a name, and who is offered while one is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.text import slugify
from forum.threads import policy as posts
from forum.threads.comments.models import Comment
from forum.threads.mentions.models import Mention
from forum.threads.models import Answer, Question
from forum.threads.queries.finding import may_see

OFFERED_MAX = 8
LETTERS_MIN = 2  # of somebody who takes no part in the thread: nobody reads through a list of all members
PARTICIPANTS_MAX = 200


class Named(NamedTuple):
    """Somebody who can be named."""

    id: int
    name: str
    key: str

    @property
    def path(self) -> str:
        """Where the name leads."""
        return f"/people/{self.id}"


_ACTIVE = sa.and_(Person.erased_at.is_(None), Person.suspended_at.is_(None), Person.mention_key != "")


def participants(question_id: int) -> list[Named]:
    """Who wrote something in the thread that everybody sees, whoever asked first, then who wrote most lately. One query."""
    wrote = sa.union_all(
        sa.select(Question.author_id.label("who"), sa.literal(2**31 - 1).label("place")).where(
            Question.id == question_id
        ),
        sa.select(Answer.author_id, Answer.id).where(
            Answer.question_id == question_id, posts.standing(Answer)
        ),
        sa.select(Comment.author_id, Comment.id).where(
            Comment.question_id == question_id, posts.standing(Comment)
        ),
    ).subquery()
    newest = (
        sa.select(wrote.c.who, sa.func.max(wrote.c.place).label("place")).group_by(wrote.c.who).subquery()
    )
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.mention_key)
        .join(newest, newest.c.who == Person.id)
        .where(_ACTIVE)
        .order_by(newest.c.place.desc(), Person.id)
        .limit(PARTICIPANTS_MAX)
    )
    return [Named(*row) for row in rows]


def meant(keys: Sequence[str], question_id: int) -> dict[str, Named]:
    """Whom these names mean in this thread; a name that could mean several people means nobody. Two queries at most.

    Somebody who takes part in the thread comes first, by the whole name or by its first word alone; then whoever on the
    site is the only one of that name. A number behind it settles it.
    """
    if not keys:
        return {}
    taking_part = participants(question_id)
    found: dict[str, Named] = {}
    for key in keys:
        name, _, number = key.partition("#")
        of_name = [p for p in taking_part if p.key == name] or [
            p for p in taking_part if p.key.partition("-")[0] == name
        ]
        if number:
            of_name = [p for p in of_name if p.id == int(number)]
        if len(of_name) == 1:
            found[key] = of_name[0]
    known = {p.key for p in taking_part}
    others = [key for key in keys if key not in found and ("#" in key or key not in known)]
    return {**_elsewhere(others), **found} if others else found


def _elsewhere(keys: Sequence[str]) -> dict[str, Named]:
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.mention_key)
        .where(
            _ACTIVE,
            Person.verified_at.is_not(None),
            Person.mention_key.in_({key.partition("#")[0] for key in keys}),
        )
        .order_by(Person.id)
        .limit(1000)
    )
    by_key: dict[str, list[Named]] = {}
    for row in rows:
        person = Named(*row)
        by_key.setdefault(person.key, []).append(person)
        by_key[f"{person.key}#{person.id}"] = [person]
    return {key: by_key[key][0] for key in keys if len(by_key.get(key, ())) == 1}


def offered(typed: str, question_id: int, me: int | None) -> list[tuple[str, Named]]:
    """What completes `typed`: (what to write behind the @, the person), participants first. Two or three queries.

    Nobody is offered who may not read the question.
    """
    wanted = slugify(typed) if typed.strip() else ""
    wanted = "" if wanted == "-" else wanted
    taking_part = [p for p in participants(question_id) if p.id != me and _begins(p, wanted)][:OFFERED_MAX]
    found = list(taking_part)
    if len(wanted) >= LETTERS_MIN or (wanted and not wanted.isascii()):
        there = {p.id for p in found} | {me}
        found += [p for p in _beginning_with(wanted) if p.id not in there]
    allowed = _may_see([p.id for p in found[: 3 * OFFERED_MAX]], question_id)
    found = [p for p in found if p.id in allowed][:OFFERED_MAX]
    several = _names_of_several({p.key for p in found})
    return [(f"{p.key}#{p.id}" if p.key in several else p.key, p) for p in found]


def _begins(person: Named, wanted: str) -> bool:
    return person.key.startswith(wanted) or any(part.startswith(wanted) for part in person.key.split("-"))


def _beginning_with(wanted: str) -> list[Named]:
    """By the index, on both databases (SQLite's LIKE would read all names)."""
    if db.engine.dialect.name == "sqlite":
        begins = sa.and_(Person.mention_key >= wanted, Person.mention_key < wanted + "\U0010ffff")
    else:
        begins = Person.mention_key.startswith(wanted, autoescape=True)
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.mention_key)
        .where(_ACTIVE, Person.verified_at.is_not(None), begins)
        .order_by(Person.mention_key, Person.id)
        .limit(3 * OFFERED_MAX)
    )
    return [Named(*row) for row in rows]


def _names_of_several(keys: set[str]) -> set[str]:
    rows = db.session.execute(
        sa.select(Person.mention_key)
        .where(Person.mention_key.in_(keys), _ACTIVE)
        .group_by(Person.mention_key)
        .having(sa.func.count() > 1)
    )
    return set(rows.scalars())


def _may_see(person_ids: Sequence[int], question_id: int) -> set[int]:
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(person_ids)))
    return {person.id for person in people if may_see(person, question_id)}


def stored(kind: str, number: int) -> dict[str, tuple[str, str]]:
    """Who is named in a post: key -> (address, name), for `linking.link`. One query."""
    rows: Any = db.session.execute(
        sa.select(Mention.key, Person.id, Person.name)
        .join(Person, Person.id == Mention.person_id)
        .where(Mention.post_kind == kind, Mention.post_id == number)
    )
    return {key: (f"/people/{person_id}", name) for key, person_id, name in rows}
