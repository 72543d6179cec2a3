"""A forgotten password: a link by mail, used once, that ends every session."""

from __future__ import annotations

from forum.accounts import links, passwords, queries
from forum.accounts.actions.account import end_sessions
from forum.accounts.models import Person
from forum.core import audit, clock, mail
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.links import external


def link_to_reset(email: str, lang: str) -> None:
    """Write a link to `email` if there is such an account, and do the same work for nobody if not."""
    person = queries.by_email(email)
    if person is not None and person.is_active:
        _send(person.email or email, person.id, person.language or lang)
        return
    with db.session.begin_nested() as undone:
        _send(email, None, lang)
        db.session.flush()
        undone.rollback()


def reset_password(secret: str, password: str) -> Person:
    """Use a link: set the password, end all sessions. Raises `NotFound` when the link is used or old.

    Hold no transaction but this reading one: it is let go of while hashing.
    """
    links.find(secret, "reset")
    db.session.commit()  # nothing is pending
    password_hash = passwords.hashed(password)
    link = links.use(secret, "reset")
    person = db.session.get(Person, link.person_id)
    if person is None or not person.is_active:
        raise NotFound()
    person.password_hash = password_hash
    if person.verified_at is None:  # the link came by mail: the address is theirs
        person.verified_at = clock.now()
    end_sessions(person.id)
    links.use_all_of(person.id, "reset", "verify")
    audit.record(person, "reset password", f"person:{person.id}")
    return person


def _send(to: str, person_id: int | None, lang: str) -> None:
    secret = links.make("reset", person_id)
    mail.send_later(
        to,
        "reset",
        lang,
        link=external("accounts.reset", secret=secret),
        hours=links.HOURS["reset"],
    )
