"""Reading about people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts import addresses
from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.accounts.models import ApiToken, Person, SignInSession
from forum.accounts.session_rows import IDLE_DAYS
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer, at_least


class PersonShown(NamedTuple):
    """What everybody may know of an author."""

    id: int
    name: str
    role: str
    picture: str | None = None  # the key of her face; None for whoever is shut out or has left
    title: str = ""  # of a person of the company: what she does

    @property
    def is_staff(self) -> bool:
        """Agent, moderator or admin: a person of the company."""
        return self.role in ("agent", "moderator", "admin")


class Profile(NamedTuple):
    """A public page about somebody."""

    id: int
    name: str
    role: str
    joined: datetime
    picture: str | None
    title: str
    trust_level: int
    active: bool  # neither shut out now nor gone

    @property
    def is_staff(self) -> bool:
        """A person of the company."""
        return self.role in ("agent", "moderator", "admin")


class SessionShown(NamedTuple):
    """One browser of the person who looks."""

    id: int
    browser: str
    name: str | None  # given by its owner
    provider: str | None  # by which she came
    created_at: datetime
    seen_at: datetime


class TokenShown(NamedTuple):
    """One key to the API of the person who looks."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    used_at: datetime | None


class PersonRow(NamedTuple):
    """A line of the admins' list."""

    id: int
    name: str
    email: str | None
    role: str
    joined: datetime
    verified_at: datetime | None
    suspended_at: datetime | None
    suspended_because: str


def names(ids: Iterable[int | None]) -> dict[int, PersonShown]:
    """Names of many people with one query (none for no ids); unknown ids are left out."""
    wanted = {i for i in ids if i is not None}
    if not wanted:
        return {}
    face = sa.case((active(), Person.picture))
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.role, face, Person.title).where(Person.id.in_(wanted))
    )
    return {row.id: PersonShown(*row) for row in rows}


#: The face beside a name, for statements that are put together once: who is shut out shows none.
FACE = sa.case((Person.suspended_at.is_(None), Person.picture)).label("face")


def active() -> sa.ColumnElement[bool]:
    """Condition: neither shut out now nor gone. Lists of people, points and badges show nobody else."""
    shut = sa.and_(
        Person.suspended_at.is_not(None),
        sa.or_(Person.suspended_until.is_(None), Person.suspended_until > clock.now()),
    )
    return sa.and_(Person.erased_at.is_(None), sa.not_(shut))


def by_email(email: str) -> Person | None:
    """Who has this address, proven or not. Spelling in capitals is the same address."""
    return db.session.scalars(sa.select(Person).where(Person.email_key == addresses.key(email))).first()


def profile(person_id: int, viewer: Viewer) -> Profile:
    """The public page of somebody. Raises `NotFound`: unknown, erased, or an address that was never proven."""
    face = sa.case((active(), Person.picture))
    row = db.session.execute(
        sa.select(
            Person.id,
            Person.name,
            Person.role,
            Person.created_at,
            face,
            Person.title,
            Person.trust_level,
            active(),
        ).where(
            Person.id == person_id,
            Person.erased_at.is_(None),
            Person.leaving_at.is_(None),
            sa.or_(Person.verified_at.is_not(None), Person.email.is_(None), Person.id == (viewer.id or 0)),
        )
    ).first()
    if row is None:
        raise NotFound()
    return Profile(*row)


def sessions_of(viewer: Viewer) -> list[SessionShown]:
    """The viewer's own living sessions, last seen first."""
    s = SignInSession
    rows = db.session.execute(
        sa.select(s.id, s.browser, s.name, SignInProvider.name, s.created_at, s.seen_at)
        .outerjoin(FederatedIdentity, FederatedIdentity.id == s.identity_id)
        .outerjoin(SignInProvider, SignInProvider.id == FederatedIdentity.provider_id)
        .where(
            s.person_id == viewer.id,
            s.ended_at.is_(None),
            s.seen_at > clock.now() - timedelta(days=IDLE_DAYS),
        )
        .order_by(s.seen_at.desc(), s.id.desc())
        .limit(50)
    )
    return [SessionShown(*row) for row in rows]


def tokens_of(viewer: Viewer) -> list[TokenShown]:
    """The viewer's own living keys, newest first."""
    t = ApiToken
    rows = db.session.execute(
        sa.select(t.id, t.name, t.scopes, t.created_at, t.used_at)
        .where(t.person_id == viewer.id, t.ended_at.is_(None))
        .order_by(t.id.desc())
        .limit(50)
    )
    return [TokenShown(*row) for row in rows]


def people(
    viewer: Viewer, words: str = "", role: str = "", limit: int = 20, offset: int = 0
) -> Sequence[PersonRow]:
    """People whose name or address holds `words`, for admins; nobody for anybody else."""
    if not at_least(viewer, "admin"):
        return []
    p = Person
    chosen = sa.select(
        p.id,
        p.name,
        p.email,
        p.role,
        p.created_at,
        p.verified_at,
        p.suspended_at,
        p.suspended_because,
    ).where(p.erased_at.is_(None))
    if words:
        chosen = chosen.where(
            sa.or_(
                p.name.icontains(words, autoescape=True), p.email_key.contains(words.lower(), autoescape=True)
            )
        )
    if role:
        chosen = chosen.where(p.role == role)
    rows = db.session.execute(chosen.order_by(p.id.desc()).limit(limit).offset(offset))
    return [PersonRow(*row) for row in rows]


def person(person_id: int, viewer: Viewer) -> Person:
    """Somebody as admins see them. Raises `NotFound` for everybody else, and for nobody."""
    found = db.session.get(Person, person_id) if at_least(viewer, "admin") else None
    if found is None or found.erased_at is not None:
        raise NotFound()
    return found
