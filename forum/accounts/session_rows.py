"""The rows behind sessions: found by the hash of their key, made, ended and forgotten."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person, SignInSession
from forum.core import afterwards, clock
from forum.core.db import db, may_write

IDLE_DAYS = 30  # a browser nobody comes back with is signed out
ABSOLUTE_DAYS = 90  # and every browser proves the password again four times a year
SEEN_EVERY_MINUTES = 5  # how exact "last seen" is; each step costs one write
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


@dataclass(slots=True)
class Row:
    """What the request's row says."""

    id: int
    person_id: int | None
    data: dict[str, Any]
    second_there: bool = False  # her provider asked for a second proof, and that counts


@dataclass(frozen=True, slots=True)
class Through:
    """The account elsewhere by which somebody came: what the session's row keeps of it."""

    identity_id: int
    provider_session: str | None  # the provider's `sid`
    id_token: str  # encrypted
    second: bool


def find(key: str, method: str) -> tuple[Row, Person | None] | None:
    """The living session of a key and its person, with one query; None when it is unknown, ended, old or suspended."""
    now = clock.now()
    s = SignInSession
    # Read without SQLite's write lock: the form that follows may still be on its way over a slow line.
    may_write.set(False)
    found = db.session.execute(
        sa.select(s.id, s.person_id, s.data, s.seen_at, s.second_there, Person)
        .join(Person, Person.id == s.person_id, isouter=True)
        .where(
            s.key_hash == hashed(key),
            s.ended_at.is_(None),
            s.seen_at > now - timedelta(days=IDLE_DAYS),
            s.created_at > now - timedelta(days=ABSOLUTE_DAYS),
        )
    ).first()
    if method not in _SAFE_METHODS:
        db.session.commit()  # not rollback: that would make the person be read again
        may_write.set(True)
    if found is None:
        return None
    ident, person_id, data, seen_at, second_there, person = found
    if person is not None and not person.is_active:
        return None
    if now - seen_at > timedelta(minutes=SEEN_EVERY_MINUTES):
        afterwards.later("session seen", (ident, now))
    return Row(ident, person_id, dict(data or {}), bool(second_there)), person


@afterwards.writer("session seen")
def _write_seen(payloads: list[Any]) -> None:
    for ident, at in dict(payloads).items():
        db.session.execute(sa.update(SignInSession).where(SignInSession.id == ident).values(seen_at=at))


def hashed(key: str) -> str:
    """What is stored of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def start_for(person_id: int, browser: str = "") -> str:
    """Make a session for a person without a request, committed. Returns the cookie's value."""
    key = new_key()
    db.session.execute(insert(key, person_id, {}, browser))
    db.session.commit()
    return key


def new_key() -> str:
    """A new value for the cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def forget_old() -> int:
    """Delete sessions that ended, or that nobody may use any more."""
    now = clock.now()
    gone = sa.or_(
        SignInSession.ended_at.is_not(None),
        SignInSession.seen_at < now - timedelta(days=IDLE_DAYS),
        SignInSession.created_at < now - timedelta(days=ABSOLUTE_DAYS),
    )
    return int(db.session.execute(sa.delete(SignInSession).where(gone)).rowcount)  # type: ignore[attr-defined]


def insert(
    key: str, person_id: int | None, data: dict[str, Any], browser: str, through: Through | None = None
) -> sa.Insert:
    """The statement that makes a row."""
    now = clock.now()
    row = sa.insert(SignInSession).values(
        key_hash=hashed(key), person_id=person_id, data=data, browser=browser, created_at=now, seen_at=now
    )
    if through is None:
        return row
    return row.values(
        identity_id=through.identity_id,
        provider_session=through.provider_session,
        id_token=through.id_token,
        second_there=through.second,
    )


def rekey(row: Row, key: str, data: dict[str, Any]) -> sa.Update:
    """The statement that gives the row of who proved herself again a new key: it keeps its name and where she came from."""
    now = clock.now()
    mine = sa.update(SignInSession).where(SignInSession.id == row.id, SignInSession.ended_at.is_(None))
    return mine.values(key_hash=hashed(key), data=data, created_at=now, seen_at=now)


def update_or_drop(row: Row, data: dict[str, Any], keep: bool) -> Any:
    """The statement that stores `data`, or deletes a row that has nothing left to remember."""
    mine = SignInSession.id == row.id
    if not keep:
        return sa.delete(SignInSession).where(mine)
    return sa.update(SignInSession).where(mine).values(data=data)


def end(row: Row | None) -> Any:
    """The statement that ends a row; None for none."""
    return None if row is None else sa.delete(SignInSession).where(SignInSession.id == row.id)


def write(*statements: Any) -> None:
    """Run the statements in a transaction of their own, after the one of the request."""
    db.session.rollback()
    token = may_write.set(True)
    try:
        for statement in statements:
            if statement is not None:
                db.session.execute(statement)
        db.session.commit()
    finally:
        may_write.reset(token)
