"""People who have a password."""

from __future__ import annotations

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core.db import db
from tests.factories import Cast, site

PASSWORD = "correct staple 42"


def with_passwords(app: Askwell, cast: Cast, *names: str) -> Cast:
    """The cast, in which these people know theirs."""
    people = [getattr(cast, name) for name in names]
    with site(app):
        for person in people:
            db.session.get_one(Person, person.id).password_hash = passwords.hashed(PASSWORD)
    return cast
