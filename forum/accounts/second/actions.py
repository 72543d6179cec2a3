"""Setting a second proof up, giving it up, and proving oneself with it."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.accounts.second import codes, passkeys, queries
from forum.accounts.second.models import Authenticator, Passkey, RecoveryCode
from forum.core import audit, clock, mail
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer

NAME_MAX_CHARS = 60


def add_app(secret: str, code: str, by: Person) -> list[str] | None:
    """Take her app from now on, if `code` is one of it; an app she had before is worth nothing.

    Returns her recovery codes when these are her first ([] when she has some already), None when the code is wrong.
    """
    step = codes.step_of(secret, code)
    if step is None:
        return None
    had = queries.proofs(by)
    db.session.execute(sa.delete(Authenticator).where(Authenticator.person_id == by.id))
    db.session.add(
        Authenticator(person_id=by.id, secret=codes.encrypted(secret), last_step=step, since=clock.now())
    )
    return _added(by, had, "authenticator app")


def remove_app(by: Person) -> None:
    """Codes of her app are asked for no more. Raises `NotFound` when she has none."""
    gone = db.session.execute(sa.delete(Authenticator).where(Authenticator.person_id == by.id))
    if int(gone.rowcount) == 0:  # type: ignore[attr-defined]
        raise NotFound()
    _removed(by, "authenticator app")


def add_passkey(answer: str, name: str, by: Person) -> list[str]:
    """Take the passkey that her browser made; recovery codes as in `add_app`. Raises `passkeys.Refused`."""
    had = queries.proofs(by)
    if len(had.passkeys) >= passkeys.PASSKEYS_MAX:
        raise passkeys.Refused("as many as one may have")
    passkeys.made(answer, by, name[:NAME_MAX_CHARS])
    return _added(by, had, "passkey")


def remove_passkey(passkey_id: int, by: Person) -> None:
    """One of her passkeys opens nothing any more. Raises `NotFound` when it is not hers."""
    gone = db.session.execute(sa.delete(Passkey).where(Passkey.id == passkey_id, Passkey.person_id == by.id))
    if int(gone.rowcount) == 0:  # type: ignore[attr-defined]
        raise NotFound()
    _removed(by, "passkey")


def renew_codes(by: Person) -> list[str]:
    """New recovery codes, shown once; the older ones are worth nothing. Raises `NotFound` without a second proof."""
    if not queries.proofs(by).any:
        raise NotFound()
    audit.record(by, "renewed recovery codes", f"person:{by.id}")
    return codes.new_recovery_codes(by.id)


def prove(person_id: int, code: str) -> str:
    """ "code" of her app, or one of her "recovery" codes; either is taken once. "" when it is neither."""
    if codes.takes(person_id, code):
        return "code"
    if not codes.takes_recovery(person_id, code):
        return ""
    person = db.session.get_one(Person, person_id)
    audit.record(person, "used a recovery code", f"person:{person_id}")
    _tell(person, "recovery_code_used")
    return "recovery"


def take_away(person: Person, by: Viewer, because: str) -> None:
    """An admin, for somebody who lost everything: she signs in with her password alone and sets it up anew."""
    for table in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
    person.second_since = None
    audit.record(by, "took away the second proof of", f"person:{person.id}", because)
    _tell(person, "second_removed")


def _added(by: Person, had: queries.Proofs, what: str) -> list[str]:
    if by.second_since is None:
        by.second_since = clock.now()
    db.session.flush()
    audit.record(by, "added a second proof", f"person:{by.id}", what=what)
    _tell(by, "second_added")
    return [] if had.codes_left else codes.new_recovery_codes(by.id)


def _removed(by: Person, what: str) -> None:
    audit.record(by, "removed a second proof", f"person:{by.id}", what=what)
    if not queries.proofs(by).any:
        by.second_since = None
        db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == by.id))
    _tell(by, "second_removed")


def _tell(person: Person, message: str) -> None:
    """By mail, at once: if it was somebody else, she learns it."""
    if person.email:
        mail.send_later(person.email, message, person.language, name=person.name)
