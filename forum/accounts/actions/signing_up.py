"""Sign up, and prove the address."""

from __future__ import annotations

from forum.accounts import addresses, links, passwords, queries
from forum.accounts.models import Person
from forum.core import clock, mail
from forum.core.db import db, upsert
from forum.core.errors import NotFound
from forum.core.links import external


def sign_up(email: str, name: str, password: str, lang: str, next_path: str = "") -> None:
    """Write a link to `email` that opens the account, or, when there is one, a mail that says so.

    Whoever asks learns nothing about the address either way. Hold no transaction: hashing takes a while.
    """
    password_hash = passwords.hashed(password)
    person, is_new = find_or_add(email, name, lang)
    if person.verified_at is not None or person.suspended:
        mail.send_later(
            email,
            "already",
            person.language or lang,
            name=person.name,
            link=external("accounts.sign_in"),
            reset_link=external("accounts.ask_reset"),
        )
        return
    if not is_new:
        person.name = name
    person.password_hash = password_hash
    _send_link(person, lang, next_path)


def send_verification_again(person_id: int, lang: str, next_path: str = "") -> None:
    """Another link for somebody who signed up and knows the password, but never opened the first."""
    person = db.session.get(Person, person_id)
    if person is not None and person.verified_at is None and person.is_active:
        _send_link(person, lang, next_path)


def verify(secret: str) -> tuple[Person, str]:
    """Use a link: the address is proven. Returns the person and where they were going.

    The account gets the name and password of the sign-up that sent this very link: somebody else may have
    signed up with the same address before. Raises `NotFound` when the link is used or old.
    """
    link = links.use(secret, "verify")
    person = db.session.get(Person, link.person_id)
    if person is None or not person.is_active or person.verified_at is not None:
        raise NotFound()
    person.name = link.payload["name"]
    person.password_hash = link.payload["password_hash"]
    person.verified_at = clock.now()
    links.use_all_of(person.id, "verify")
    return person, link.payload.get("next", "")


def find_or_add(email: str, name: str, lang: str) -> tuple[Person, bool]:
    """The account of an address, made if there is none, however many ask at once; and whether it is new."""
    added = db.session.execute(
        upsert(Person.__table__)
        .values(
            email=email,
            email_key=addresses.key(email),
            name=name,
            role="customer",
            password_hash="",
            language=lang,
            suspended_because="",
            created_at=clock.now(),
        )
        .on_conflict_do_nothing(index_elements=["email_key"])
        .returning(Person.__table__.c.id)
    ).scalar()
    person = queries.by_email(email)
    if person is None:
        raise NotFound()
    return person, added is not None


def _send_link(person: Person, lang: str, next_path: str) -> None:
    assert person.email is not None
    secret = links.make(
        "verify", person.id, name=person.name, password_hash=person.password_hash, next=next_path
    )
    mail.send_later(
        person.email,
        "verify",
        lang,
        name=person.name,
        link=external("accounts.verify", secret=secret),
        hours=links.HOURS["verify"],
    )
