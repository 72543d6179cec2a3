"""Another e-mail address: whoever reads the old one agrees, whoever reads the new one proves it."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts import addresses, links, queries
from forum.accounts.actions.account import end_sessions
from forum.accounts.models import MailLink, Person
from forum.core import audit, clock, mail
from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.links import external

PURPOSES = ("move_from", "move_to")


def ask_to_move(email: str, by: Person) -> None:
    """Write to both addresses. An address that somebody has gets no link, and nobody learns it here."""
    links.use_all_of(by.id, *PURPOSES)
    pair = secrets.token_urlsafe(12)
    taken = queries.by_email(email)
    for purpose, to in (("move_from", by.email or ""), ("move_to", email)):
        secret = links.make(purpose, by.id, email=email, pair=pair)
        if purpose == "move_to" and taken is not None:
            continue
        mail.send_later(
            to,
            purpose,
            by.language,
            link=external("accounts.move", secret=secret),
            hours=links.HOURS[purpose],
            name=by.name,
            address=email,
        )
    audit.record(by, "asked for another address", f"person:{by.id}")


def find_move(secret: str) -> MailLink:
    """The link of either side. Raises `NotFound`."""
    try:
        return links.find(secret, "move_from")
    except NotFound:
        return links.find(secret, "move_to")


def confirm_move(secret: str) -> tuple[Person, bool]:
    """One side agrees; with the second the address is hers, and she is signed out everywhere.

    Returns the person, and whether that was both. Raises `NotFound`; `Conflict` when somebody took the address meanwhile.
    """
    link = links.use(secret, find_move(secret).purpose)
    # One lock for both sides: whoever comes second sees the first, also in the same moment.
    person = db.session.scalars(
        sa.select(Person).where(Person.id == link.person_id).with_for_update()
    ).first()
    if person is None or not person.is_active:
        raise NotFound()
    other = PURPOSES[1 - PURPOSES.index(link.purpose)]
    pair = link.payload["pair"]
    twins = db.session.scalars(
        sa.select(MailLink)
        .where(MailLink.person_id == person.id, MailLink.purpose == other)
        .order_by(MailLink.id)
    )
    twin = next((each for each in twins if each.payload.get("pair") == pair), None)
    if twin is None:
        raise NotFound()
    if twin.used_at is None:
        return person, False
    _move(person, str(link.payload["email"]))
    return person, True


def _move(person: Person, email: str) -> None:
    before = person.email
    try:
        with db.session.begin_nested():
            person.email, person.email_key = email, addresses.key(email)
            person.verified_at = clock.now()
    except IntegrityError:
        raise Conflict() from None
    end_sessions(person.id)
    links.use_all_of(person.id, "reset", "verify", "sign_in", *PURPOSES)
    audit.record(person, "changed address", f"person:{person.id}")
    if before:
        mail.send_later(before, "moved", person.language, name=person.name)
