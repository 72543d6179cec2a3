"""What people set about themselves: name, language, password, where they are signed in, keys to the API."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts import links, passwords, tokens
from forum.accounts.models import Person, SignInSession
from forum.accounts.second import policy as second
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import NotFound, ensure


def change_account(name: str, language: str | None, by: Person) -> None:
    """Another name, another language."""
    by.name = name
    by.language = language


def change_password(current: str, new: str, by: Person, this_session: int | None) -> bool:
    """Set a new password and end all other sessions; False when `current` is not the password.

    Who has none yet proves the address with a mailed link instead: `reset_password`.
    """
    stored = by.password_hash
    db.session.commit()  # nothing is pending; lets go of the database while hashing
    if not passwords.matches(stored, current):
        return False
    by.password_hash = passwords.hashed(new)
    end_sessions(by.id, but=this_session)
    links.use_all_of(by.id, "reset")
    audit.record(by, "changed password", f"person:{by.id}")
    return True


def end_session(session_id: int, by: Person) -> None:
    """Sign one browser of mine out. Raises `NotFound` when it is not mine."""
    if _end(by.id, SignInSession.id == session_id) == 0:
        raise NotFound()


def name_session(session_id: int, name: str, by: Person) -> None:
    """Call one of my browsers by a name; "" for none. Raises `NotFound` when it is not mine."""
    mine = (
        SignInSession.person_id == by.id,
        SignInSession.id == session_id,
        SignInSession.ended_at.is_(None),
    )
    named = db.session.execute(sa.update(SignInSession).where(*mine).values(name=name or None))
    if int(named.rowcount) == 0:  # type: ignore[attr-defined]
        raise NotFound()


def end_other_sessions(by: Person, this_session: int | None) -> int:
    """Sign all my other browsers out; returns how many."""
    return end_sessions(by.id, but=this_session)


def make_token(name: str, scopes: Sequence[str], by: Person) -> str:
    """A key to the API, to be shown once. Raises `ValueError` for an unknown scope or none, `NotAllowed` for somebody
    of the company who still owes a second proof."""
    ensure(not second.missing(by))
    secret = tokens.make(by, scopes, name)
    audit.record(by, "made API key", f"person:{by.id}", name=name, scopes=sorted(set(scopes)))
    return secret


def end_token(token_id: int, by: Person) -> None:
    """End one of my keys. Raises `NotFound` when it is not mine."""
    if not tokens.end(by.id, token_id):
        raise NotFound()
    audit.record(by, "ended API key", f"person:{by.id}", token=token_id)


def end_sessions(person_id: int, but: int | None = None) -> int:
    """End the sessions of a person, all or all `but` one; returns how many."""
    return _end(person_id, *([] if but is None else [SignInSession.id != but]))


def _end(person_id: int, *which: sa.ColumnElement[bool]) -> int:
    ended = db.session.execute(
        sa.update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None), *which)
        .values(ended_at=clock.now())
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
