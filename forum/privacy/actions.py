"""Take one's data away; leave for good."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core import audit, mail, personal_data
from forum.core.db import db
from forum.core.errors import ensure
from forum.core.jobs import Job
from forum.privacy import policy, queries


def export(by: Person) -> dict[str, Any]:
    """Everything that is kept about `by`; that it was taken is written into the log."""
    audit.record(by, "exported the data of", f"person:{by.id}")
    db.session.flush()
    return queries.everything_of(by.id)


def proves(by: Person, given: str) -> bool:
    """Is it really this person? The password; for an account without one, the e-mail address typed in full."""
    stored, address = by.password_hash, by.email or ""
    db.session.commit()  # nothing is pending; lets go of the database while hashing
    if stored:
        return passwords.matches(stored, given)
    return bool(address) and given.strip().casefold() == address.casefold()


def erase(by: Person) -> None:
    """Forget who `by` was, in every table, now. Posts stay, without a name; a last mail says that it is done.

    Raises `NotAllowed` for the last admin.
    """
    ensure(policy.can_erase_account(by, queries.other_admins(by.id)))
    person_id, name, address, language = by.id, by.name, by.email, by.language
    audit.record(by, "erased", f"person:{person_id}")
    db.session.flush()
    # The account last: the other features may still look up what it was called.
    for entry in sorted(personal_data.everything(), key=lambda entry: entry.table == "person"):
        entry.erase(person_id)
    if address:
        _drop_mail_to(address)
        mail.send_later(address, "erased", language, name=name)


def _drop_mail_to(address: str) -> None:
    """Mail that waits, or that was given up: it names the person and nobody needs it any more."""
    db.session.execute(
        sa.delete(Job)
        .where(Job.kind == "mail", Job.payload["to"].as_string() == address)
        .execution_options(synchronize_session=False)
    )
