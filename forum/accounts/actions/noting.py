"""Sign-ins and refusals in the log: when, how and with which browser, never from which network."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.browsers import describe
from forum.accounts.models import Person
from forum.core import afterwards, audit, clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.text import N_

SIGNED_IN, REFUSED, SECOND_REFUSED = "signed in", "sign-in refused", "second proof refused"
VERBS = (SIGNED_IN, REFUSED, SECOND_REFUSED)
NOT_ALLOWED, OF_RULES = "was refused", "address:"
REFUSED_EVERY_MINUTES = 60  # one line a person, kind and hour: nobody can fill the log by guessing
WORDS_DAYS = 180  # how and with which browser: afterwards the log says only that she came, and when

HOW = {
    "password": N_("with the password"),
    "link": N_("by a mailed link"),
    "passkey": N_("with a passkey"),
    "code": N_("and a code"),
    "recovery": N_("and a recovery code"),
    "key": N_("and a passkey"),
    "there": N_("with a second proof there"),
}
WHY = {
    "wrong": N_("The password was wrong."),
    "unverified": N_("The address is not proven yet."),
    "suspended": N_("The account is suspended."),
    "code": N_("The code was wrong."),
    "key": N_("The passkey was not taken."),
    "there": N_("What the other site sent was not right."),
    "not allowed": N_("Accounts of that site are not let in."),
}


def came_in(person: Person, how: tuple[str, ...], browser: str, provider: str = "") -> None:
    """She is in. `how`: keys of `HOW`, or nothing beside a `provider`'s name. In the transaction of the request."""
    audit.record(person, SIGNED_IN, f"person:{person.id}", **_said(how, browser, provider))


def refuse(person_id: int | None, why: str, browser: str, provider: str = "") -> None:
    """She, or somebody (None: no account), was not let in. Written after the answer, which takes as long for nobody."""
    did = SECOND_REFUSED if why in ("code", "key") else REFUSED
    to = f"person:{person_id}" if person_id is not None else "sign-in"
    afterwards.later("refused", (did, to, {"why": why, **_said((), browser, provider)}))


@afterwards.writer("refused")
def _write_refused(payloads: list[Any]) -> None:
    since = clock.now() - timedelta(minutes=REFUSED_EVERY_MINUTES)
    for (did, to), detail in {(did, to): detail for did, to, detail in payloads}.items():
        lately = sa.select(AuditEntry.id).where(
            AuditEntry.target == to, AuditEntry.did == did, AuditEntry.at > since
        )
        if db.session.scalar(lately.limit(1)) is None:
            audit.record(None, did, to, **detail)


def not_allowed(person_id: int, method: str, rule: str) -> None:
    """Somebody who is signed in was refused a deed. Which rule ("/questions/<int:number>"), never which of its things:
    the log is no list of what is hidden. Written after the answer; one line a person, rule and hour."""
    afterwards.later("not allowed", (person_id, f"{OF_RULES}{method} {rule}"))


@afterwards.writer("not allowed")
def _write_not_allowed(payloads: list[Any]) -> None:
    since = clock.now() - timedelta(minutes=REFUSED_EVERY_MINUTES)
    for person_id, rule in dict.fromkeys(payloads):
        lately = sa.select(AuditEntry.id).where(
            AuditEntry.by_id == person_id,
            AuditEntry.target == rule,
            AuditEntry.did == NOT_ALLOWED,
            AuditEntry.at > since,
        )
        person = db.session.get(Person, person_id)
        if person is not None and db.session.scalar(lately.limit(1)) is None:
            audit.record(person, NOT_ALLOWED, rule)


def forget_words() -> int:
    """Take how and with which browser out of old lines. Returns how many."""
    old = (
        AuditEntry.did.in_(VERBS),
        AuditEntry.at < clock.now() - timedelta(days=WORDS_DAYS),
        AuditEntry.redacted_at.is_(None),
    )
    found = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*old)) or 0
    if found:
        audit.redact(*old)
    return int(found)


def _said(how: tuple[str, ...], browser: str, provider: str) -> dict[str, Any]:
    name, system = describe(browser)
    said = {"how": list(how), "browser": name, "system": system, "provider": provider}
    return {key: value for key, value in said.items() if value}
