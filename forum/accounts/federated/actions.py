"""Somebody comes from a provider: known, new, or somebody who has to show first that an account here is hers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts import addresses, links, queries
from forum.accounts.actions.signing_up import find_or_add
from forum.accounts.federated import queries as federated
from forum.accounts.federated import roles
from forum.accounts.federated.flow import Who
from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.accounts.models import Person, SignInSession
from forum.accounts.second import once
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.text import clean_line

NAME_MAX_CHARS = 60


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of it. `kind`: "in", "shut" (suspended or gone), or that she must prove an account here first, because its
    address is "taken", the address is "unproven" there, or she is "not let in" by herself."""

    kind: str
    person: Person | None = None
    identity: FederatedIdentity | None = None


def arrive(provider: SignInProvider, who: Who, lang: str) -> Arrival:
    """Find or make whoever `who` is here. An address alone opens nothing that exists: it only makes what is new."""
    identity = federated.identity(who.issuer, who.subject)
    if identity is not None:
        return _known(provider, identity, who)
    email = addresses.tidy(who.email) if who.email else None
    if email is None or not who.verified:
        return Arrival("unproven")
    person = queries.by_email(email)
    if person is not None and not person.is_active:
        return Arrival("shut", person)
    if person is not None and person.verified_at is not None:
        return Arrival("taken")
    if not provider.makes_accounts or not _domain_allowed(provider, email):
        return Arrival("not let in")
    return _new(provider, who, email, lang)


def _known(provider: SignInProvider, identity: FederatedIdentity, who: Who) -> Arrival:
    person = db.session.get(Person, identity.person_id)
    if person is None or not person.is_active:
        return Arrival("shut", person)
    identity.used_at, identity.shown_as = clock.now(), clean_line(who.shown_as)
    roles.follow(person, identity, provider, who.groups)
    return Arrival("in", person, identity)


def _new(provider: SignInProvider, who: Who, email: str, lang: str) -> Arrival:
    name = clean_line(who.name)[:NAME_MAX_CHARS] or email.partition("@")[0][:NAME_MAX_CHARS]
    person, _is_new = find_or_add(email, name, lang)
    if person.verified_at is None:
        person.verified_at = clock.now()
        person.name = name
        # Whoever signed up with this address before did not prove it: their password opens nothing.
        person.password_hash = ""
        links.use_all_of(person.id, "verify")
    identity = connect(provider, who.issuer, who.subject, who.shown_as, by=person)
    identity.used_at = clock.now()
    roles.follow(person, identity, provider, who.groups)
    return Arrival("in", person, identity)


def connect(
    provider: SignInProvider, issuer: str, subject: str, shown_as: str, by: Person
) -> FederatedIdentity:
    """Let her come by that account from now on. Raises `Conflict` when it is somebody else's already."""
    known = federated.identity(issuer, subject)
    if known is not None:
        if known.person_id != by.id:
            raise Conflict()
        return known
    made = FederatedIdentity(
        provider_id=provider.id,
        person_id=by.id,
        issuer=issuer,
        subject=subject,
        shown_as=clean_line(shown_as),
        role_given="",
        since=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Conflict() from None
    audit.record(by, "connected an account of", f"person:{by.id}", provider=provider.name)
    return made


def disconnect(identity_id: int, by: Person, this_session: int | None) -> None:
    """She comes by that account no more, and browsers that came by it (but this one) are signed out. Raises `NotFound`."""
    found = db.session.get(FederatedIdentity, identity_id)
    if found is None or found.person_id != by.id:
        raise NotFound()
    provider = db.session.get_one(SignInProvider, found.provider_id)
    _end([SignInSession.identity_id == found.id, SignInSession.id != (this_session or 0)])
    db.session.delete(found)
    audit.record(by, "disconnected an account of", f"person:{by.id}", provider=provider.name)


def end_from_there(provider: SignInProvider, claims: dict[str, Any]) -> int:
    """The provider says that a session there, or all of a person's, ended: ours that came by it end. Returns how many.

    An order counts once (its `jti`): the second ends nothing.
    """
    if not once.take(f"logout {provider.id} {str(claims['jti'])[:200]}"):
        return 0
    mine = sa.select(FederatedIdentity.id).where(
        FederatedIdentity.provider_id == provider.id, FederatedIdentity.issuer == provider.issuer
    )
    if isinstance(claims.get("sub"), str):
        mine = mine.where(FederatedIdentity.subject == claims["sub"])
    which = [SignInSession.identity_id.in_(mine)]
    if isinstance(claims.get("sid"), str):
        which.append(SignInSession.provider_session == claims["sid"])
    return _end(which)


def _end(which: list[Any]) -> int:
    ended = db.session.execute(
        sa.update(SignInSession)
        .where(SignInSession.ended_at.is_(None), *which)
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def _domain_allowed(provider: SignInProvider, email: str) -> bool:
    # The whole domain, never its end: other-example.com is not example.com.
    return not provider.domains or email.rpartition("@")[2].lower() in provider.domains
