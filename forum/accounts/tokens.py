"""Keys to the JSON API: shown once, stored hashed, ended at will.

256 random bits need no slow hash; looking the hash up tells a guesser nothing by its time.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, request
from flask_login import login_user

from forum.accounts.models import ApiToken, Person
from forum.accounts.second import policy as second
from forum.core import afterwards, clock
from forum.core.db import db
from forum.core.errors import SignInNeeded

SCOPES = ("read", "write")
PREFIX = "askwell_"  # so that scanners of leaked secrets, and people, know what it is
USED_EVERY_MINUTES = 5  # how exact "last used" is


@dataclass(frozen=True, slots=True)
class Used:
    """`g.api_token`: the key this call came with."""

    id: int
    scopes: frozenset[str]


def make(person: Person, scopes: Sequence[str], name: str) -> str:
    """A new key for `person` in the current transaction. Raises `ValueError` for an unknown scope or none."""
    if not scopes or set(scopes) - set(SCOPES):
        raise ValueError(f"scopes must be among {', '.join(SCOPES)}")
    secret = PREFIX + secrets.token_urlsafe(32)
    db.session.add(
        ApiToken(
            token_hash=_hash(secret),
            person_id=person.id,
            name=name,
            scopes=sorted(set(scopes)),
            created_at=clock.now(),
        )
    )
    return secret


def person_for(bearer: str) -> tuple[Person, frozenset[str]] | None:
    """Who the key belongs to and what it opens; None when it is unknown, ended, or its person is suspended."""
    found = _find(bearer)
    return None if found is None else (found[0], found[1].scopes)


def end(person_id: int, token_id: int) -> bool:
    """End one key of `person_id`; False when there is no such living key."""
    return _end(person_id, ApiToken.id == token_id) == 1


def end_all(person_id: int) -> int:
    """End all keys of `person_id`; returns how many."""
    return _end(person_id)


def set_up(app: Flask) -> None:
    """Let calls to /api/ sign in with `Authorization: Bearer ...`, and nothing else."""

    @app.before_request
    def sign_in_by_token() -> None:
        g.api_token = None
        given = request.headers.get("Authorization", "")
        if not given or not request.path.startswith("/api/"):
            return
        scheme, _, secret = given.partition(" ")
        found = _find(secret.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            raise SignInNeeded()
        person, g.api_token = found
        g.person_language = person.language
        login_user(person)


def _find(secret: str) -> tuple[Person, Used] | None:
    if not secret.startswith(PREFIX):
        return None
    found = db.session.execute(
        sa.select(ApiToken.id, ApiToken.scopes, ApiToken.used_at, Person)
        .join(Person, Person.id == ApiToken.person_id)
        .where(ApiToken.token_hash == _hash(secret), ApiToken.ended_at.is_(None))
    ).first()
    if found is None:
        return None
    ident, scopes, used_at, person = found
    # A key does all that its person may: where a second proof is asked of people of the company, it is worth nothing
    # without one either.
    if not person.is_active or second.missing(person):
        return None
    now = clock.now()
    if used_at is None or now - used_at > timedelta(minutes=USED_EVERY_MINUTES):
        afterwards.later("token used", (ident, now))
    return person, Used(ident, frozenset(scopes))


@afterwards.writer("token used")
def _write_used(payloads: list[Any]) -> None:
    for ident, at in dict(payloads).items():
        db.session.execute(sa.update(ApiToken).where(ApiToken.id == ident).values(used_at=at))


def _end(person_id: int, *which: Any) -> int:
    ended = db.session.execute(
        sa.update(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.ended_at.is_(None), *which)
        .values(ended_at=clock.now())
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
