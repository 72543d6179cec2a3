"""Prove who one is with a password."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from forum.accounts import passwords, queries
from forum.accounts.actions import noting
from forum.accounts.models import Person
from forum.core.db import db

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of it. `problem`: "" (may come in), "wrong", "unverified" or "suspended".

    `person` is set only when the password was right: nobody else may learn that there is an account.
    """

    person: Person | None
    problem: str = ""


def sign_in(email: str, password: str, browser: str = "") -> SignIn:
    """Check a password. It takes as long for an address that nobody has as for a wrong password; refusals are noted."""
    person = queries.by_email(email)
    stored = person.password_hash if person is not None and person.erased_at is None else ""
    db.session.commit()  # nothing is pending; lets go of the database while hashing
    if len(password) > passwords.MAX_CHARS or not passwords.matches(stored, password):
        log.info("sign-in refused")
        noting.refuse(person.id if person is not None else None, "wrong", browser)
        return SignIn(None, "wrong")
    assert person is not None
    if person.suspended:
        log.info("sign-in of suspended person %d refused", person.id)
        noting.refuse(person.id, "suspended", browser)
        return SignIn(person, "suspended")
    if person.verified_at is None:
        noting.refuse(person.id, "unverified", browser)
        return SignIn(person, "unverified")
    if passwords.outdated(stored):
        person.password_hash = passwords.hashed(password)
    log.info("person %d signed in", person.id)
    return SignIn(person)
