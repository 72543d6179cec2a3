"""What admins do to other people's accounts."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from forum.accounts import addresses, links, passwords, policy, queries, tokens
from forum.accounts.actions.account import end_sessions
from forum.accounts.models import Person
from forum.accounts.second import actions as second
from forum.core import audit, clock, events, trust
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import ROLES, Viewer


def make_person(email: str, role: str, name: str, password: str | None) -> tuple[Person, str | None]:
    """An account made by the operator, who vouches for the address. Without a password: also a link's secret
    to set one. Raises `Conflict` for an address that has an account, `Invalid` for what is no address."""
    to = addresses.tidy(email)
    if to is None:
        raise Invalid(f"{email} is not an e-mail address.")
    if queries.by_email(to) is not None:
        raise Conflict(f"There is already an account for {to}.")
    person = Person(
        email=to,
        email_key=addresses.key(to),
        name=name or to.partition("@")[0],
        role=role,
        password_hash=passwords.hashed(password) if password else "",
        verified_at=clock.now(),
        created_at=clock.now(),
        vouched_at=clock.now(),
        trust_level=trust.VOUCHED,
    )
    db.session.add(person)
    db.session.flush()
    audit.record(None, "made person", f"person:{person.id}", role=role)
    secret = None if password else links.make("reset", person.id, hours=links.INVITATION_HOURS)
    return person, secret


def link_for_first_admin() -> str | None:
    """The secret of a link that makes an admin, for whoever starts the site; None when there is an admin.

    Links of earlier starts are worth nothing any more.
    """
    if _is_there_admin():
        return None
    links.use_all_of(None, "first_admin")
    return links.make("first_admin", None)


def make_first_admin(secret: str, email: str, name: str, password: str) -> Person:
    """Use that link. Raises `NotFound` when it is used or old, or there is an admin; `Conflict`, `Invalid` as `make_person`.

    Hold no transaction: hashing takes a while.
    """
    links.find(secret, "first_admin")
    db.session.commit()  # nothing is pending
    password_hash = passwords.hashed(password)
    links.use(secret, "first_admin")
    if _is_there_admin():
        raise NotFound()
    person, _ = make_person(email, "admin", name, None)
    links.use_all_of(person.id, "reset")
    person.password_hash = password_hash
    return person


def _is_there_admin() -> bool:
    found = sa.select(Person.id).where(Person.role == "admin", Person.erased_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def take_second_away(person: Person, by: Viewer, because: str) -> None:
    """For somebody who lost app, passkeys and recovery codes: she signs in with her password alone."""
    ensure(policy.can_change_role(by, person) and person.second_since is not None)
    second.take_away(person, by, because)


def change_role(person: Person, role: str, by: Viewer, because: str) -> None:
    """Give another role. Losing rights ends the person's sessions: what is open loses them too."""
    ensure(policy.can_change_role(by, person) and role in policy.GIVEN_ROLES)
    before, person.role = person.role, role
    if ROLES.index(role) < ROLES.index(before):
        end_sessions(person.id)
    audit.record(by, "changed role", f"person:{person.id}", because, before=before, after=role)
    events.emit("person.changed", person_id=person.id)


def suspend(person: Person, by: Viewer, because: str, until: datetime | None = None) -> None:
    """Shut somebody out: no signing in, and sessions, API keys and mailed links stop at once.

    `until`: None: until somebody lets her back in. `events`: `person.suspended(person_id, by_id, because, until)`.
    """
    ensure(policy.can_suspend(by, person))
    person.suspended_at, person.suspended_until = clock.now(), until
    person.suspended_because = because
    end_sessions(person.id)
    tokens.end_all(person.id)
    links.use_all_of(person.id, "verify", "reset")
    said = {"until": until.isoformat()} if until else {}
    audit.record(by, "suspended", f"person:{person.id}", because, **said)
    events.emit("person.suspended", person_id=person.id, by_id=by.id, because=because, until=until)
    events.emit("person.changed", person_id=person.id)


def lift_suspension(person: Person, by: Viewer, because: str) -> None:
    """Let somebody back in. `events`: `person.let_back(person_id, by_id, because)`."""
    ensure(policy.can_lift_suspension(by, person))
    _open(person)
    audit.record(by, "lifted suspension", f"person:{person.id}", because)
    events.emit("person.let_back", person_id=person.id, by_id=by.id, because=because)
    events.emit("person.changed", person_id=person.id)


def end_suspension(person: Person) -> None:
    """Its time is over: the account works again. Says nothing to the log; the suspension itself named the day."""
    if person.suspended_at is not None and not person.suspended:
        _open(person)
        events.emit("person.changed", person_id=person.id)


def _open(person: Person) -> None:
    if person.leaving_at is not None:
        return  # she asked for it to stay shut
    person.suspended_at = person.suspended_until = None
    person.suspended_because = ""
