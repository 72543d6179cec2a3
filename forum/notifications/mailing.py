"""Mail to a person: whether she wants it, how she ends it, and whether it arrives.

The address of "no more mails" needs no signing in: it is signed for one person and one thing, and for the epoch, so that
it ends with the reply addresses.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer

from forum.accounts import addresses, queries
from forum.accounts.models import Person
from forum.core import audit, clock, events, links
from forum.core.db import db, upsert
from forum.core.errors import NotFound
from forum.core.settings import of_site
from forum.notifications.models import MailChoice
from forum.notifications.queries import ALL as ALL
from forum.notifications.queries import thing_of

CHOICES = "choices"  # opens the table of notices, ends nothing by itself
BOUNCE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Ending:
    """What a "no more mails" address is for."""

    person_id: int
    thing: str  # "question:34" | "row:votes" | "digest:daily" | "*"
    off: tuple[str, ...]  # what is off already


def wants(person_id: int, about: str | None) -> bool:
    """Does she want notices about this by mail?"""
    ended = off(person_id)
    return ALL not in ended and thing_of(about) not in ended


def ending_address(person_id: int, about: str | None, row: str = "", epoch: int | None = None) -> str:
    """The whole address that ends mails about this for her; without it those of a row of the table; else all."""
    thing = f"row:{row}" if row and about is None else thing_of(about)
    return _address("notifications.mail_ending", person_id, thing, epoch)


def digest_ending_address(person_id: int, cadence: str, epoch: int | None = None) -> str:
    """The whole address that ends her digests of this cadence."""
    return _address("notifications.mail_ending", person_id, f"digest:{cadence}", epoch)


def choices_address(person_id: int, epoch: int | None = None) -> str:
    """The whole address of her table of notices, without signing in."""
    return _address("notifications.choices_by_mail", person_id, CHOICES, epoch)


def _address(endpoint: str, person_id: int, thing: str, epoch: int | None) -> str:
    """`epoch`: hers, where it is known already."""
    now = _epoch(person_id) if epoch is None else epoch
    return links.external(endpoint, secret=_signer().dumps([person_id, now, thing]))


def ending(secret: str) -> Ending:
    """What an address ends. Raises `NotFound` for one that is not ours or has ended itself."""
    person_id, thing = _opened(secret)
    if thing == CHOICES:
        raise NotFound()
    return Ending(person_id, thing, tuple(off(person_id)))


def choosing(secret: str) -> int:
    """Whose table of notices an address opens: that of the page, or one that ends mails. Raises `NotFound`."""
    return _opened(secret)[0]


def _opened(secret: str) -> tuple[int, str]:
    try:
        person_id, epoch, thing = _signer().loads(secret)
    except (BadSignature, ValueError, TypeError):
        raise NotFound() from None
    person = db.session.get(Person, person_id)
    if person is None or person.erased_at is not None or epoch != _epoch(person_id):
        raise NotFound()
    return person_id, thing


def end(person_id: int, thing: str) -> None:
    """No more notices by mail about this ("question:34"), or about anything ("*"). Twice is as once."""
    choice = choice_of(person_id)
    if thing not in choice.off:
        choice.off = [*choice.off, thing]
        audit.record(None, "ended mail", f"person:{person_id}", thing=thing)


def resume(person_id: int, thing: str) -> None:
    """Mail about this again; of a thing while all is off: all of it again."""
    choice = choice_of(person_id)
    choice.off = [t for t in choice.off if t not in (thing, ALL)]
    audit.record(None, "resumed mail", f"person:{person_id}", thing=thing)


def resume_all(person_id: int) -> None:
    """All mails again, about whatever they were ended for."""
    choice_of(person_id).off = []
    audit.record(None, "resumed mail", f"person:{person_id}", thing=ALL)


def revoke(person_id: int) -> None:
    """Make all signed addresses in older mails (replying, ending) worthless."""
    choice_of(person_id).epoch += 1
    audit.record(None, "revoked mail addresses", f"person:{person_id}")


@events.on("mail.given_up")
def _refused(address: str, because: str) -> None:
    bounced(address, because)


def bounced(address: str, because: str) -> int | None:
    """A mail server says that it can't deliver to this address. Returns whose it is."""
    person_id = db.session.scalar(sa.select(Person.id).where(Person.email_key == addresses.key(address)))
    if person_id is not None:
        choice = choice_of(person_id)
        choice.bounced_at = clock.now()
        choice.bounce = because[:BOUNCE_CHARS]
        choice.bounces += 1
    return person_id


def arrived(person_id: int) -> None:
    """She answered a mail: her address works."""
    if _bounces(person_id):
        choice = choice_of(person_id)
        choice.bounced_at, choice.bounce, choice.bounces = None, "", 0


def answerable(address: str) -> tuple[int, str] | None:
    """Whom a mail to this address can be answered as, and what her reply addresses are bound to (`core.mail`)."""
    found = db.session.execute(
        sa.select(Person.id, Person.email_key, MailChoice.epoch)
        .outerjoin(MailChoice, MailChoice.person_id == Person.id)
        .where(
            Person.email_key == addresses.key(address),
            queries.active(),
            Person.verified_at.is_not(None),
        )
    ).first()
    return None if found is None else (found.id, bound_to(found.email_key, found.epoch or 0))


def bound_to(email_key: str, epoch: int) -> str:
    """What reply addresses are signed for beside person and thing: another address or epoch ends them."""
    return f"{email_key}\0{epoch}"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(of_site().secret_key, salt="no more mail")


def choice_of(person_id: int) -> MailChoice:
    """Her row, made when it is missing, locked until the end of the transaction."""
    insert = upsert(MailChoice.__table__).values(
        person_id=person_id, off=[], epoch=0, bounce="", bounces=0, zone="", digest_hour=8, digest_day=0
    )
    db.session.execute(insert.on_conflict_do_nothing())
    return db.session.scalars(
        sa.select(MailChoice).where(MailChoice.person_id == person_id).with_for_update()
    ).one()


def off(person_id: int) -> list[str]:
    """What she ended mails about: "question:34", "*"."""
    return db.session.scalar(sa.select(MailChoice.off).where(MailChoice.person_id == person_id)) or []


def _epoch(person_id: int) -> int:
    return db.session.scalar(sa.select(MailChoice.epoch).where(MailChoice.person_id == person_id)) or 0


def _bounces(person_id: int) -> int:
    return db.session.scalar(sa.select(MailChoice.bounces).where(MailChoice.person_id == person_id)) or 0
