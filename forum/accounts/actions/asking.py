"""A guest writes something, gives an address, and posts it by the link that comes by mail."""

from __future__ import annotations

from forum.accounts import addresses, forms, links, queries
from forum.accounts.actions.signing_up import find_or_add
from forum.accounts.models import MailLink, Person
from forum.core import clock, mail, rate_limits
from forum.core.db import db
from forum.core.errors import Invalid, NotFound
from forum.core.links import external


def link_to_post(email: str, kept_key: str, lang: str | None = None) -> None:
    """Write a link to `email` that signs in and leads to the kept form `kept_key` (`core.forms.keep`).

    The same mail goes to known and unknown addresses. Counts against `MAIL_TO` and commits that count, so call
    it before other writes. Raises `Invalid` (errors["email"]) for what is no address, `TooMany`.
    """
    to = addresses.tidy(email)
    if to is None:
        raise Invalid(errors={"email": forms.not_an_address()})
    rate_limits.spend(rate_limits.MAIL_TO, addresses.key(to))
    secret = links.make("ask", None, email=to, kept=kept_key)
    mail.send_later(
        to, "ask", lang, link=external("accounts.post_by_link", secret=secret), hours=links.HOURS["ask"]
    )


def known_by(link: MailLink) -> Person | None:
    """Whose proven account a link to post opens; None when it will make one."""
    person = queries.by_email(link.payload["email"])
    return person if person is not None and person.verified_at is not None else None


def post_by_link(secret: str, name: str, lang: str) -> tuple[Person, str]:
    """Use a link: the person it opens (made now, with `name`, if there was none) and the key of what they wrote.

    Raises `NotFound` when the link is used or old, or the account is suspended.
    """
    link = links.use(secret, "ask")
    person, _is_new = find_or_add(link.payload["email"], name, lang)
    if not person.is_active:
        raise NotFound()
    if person.verified_at is None:
        person.verified_at = clock.now()
        person.name = name
        # Whoever signed up with this address before did not prove it: their password opens nothing.
        person.password_hash = ""
        links.use_all_of(person.id, "verify")
    db.session.flush()
    return person, link.payload["kept"]
