"""Sign in by a mailed link, without a password."""

from __future__ import annotations

from forum.accounts import links, queries
from forum.accounts.models import Person
from forum.core import clock, mail
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.links import external


def link_to_sign_in(email: str, lang: str, to: str = "") -> None:
    """Write a link to `email` if somebody may come in by it, and do the same work for nobody if not.

    `to`: the path of this site where she was going.
    """
    person = queries.by_email(email)
    if person is not None and person.is_active:
        _send(person.email or email, person.id, person.language or lang, to)
        return
    with db.session.begin_nested() as undone:
        _send(email, None, lang, to)
        db.session.flush()
        undone.rollback()


def sign_in_by_link(secret: str) -> tuple[Person, str]:
    """Use a link: who came, and where she was going. Her address is proven. Raises `NotFound` when it is used or old."""
    link = links.use(secret, "sign_in")
    person = db.session.get(Person, link.person_id)
    if person is None or not person.is_active:
        raise NotFound()
    if person.verified_at is None:
        person.verified_at = clock.now()
    links.use_all_of(person.id, "sign_in")
    return person, str(link.payload.get("to", ""))


def _send(address: str, person_id: int | None, lang: str, to: str) -> None:
    secret = links.make("sign_in", person_id, to=to)
    mail.send_later(
        address,
        "sign_in",
        lang,
        link=external("accounts.sign_in_by_link", secret=secret),
        hours=links.HOURS["sign_in"],
    )
