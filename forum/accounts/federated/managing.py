"""What admins do about providers: each change is in force at once and stands in the log, secrets aside."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from forum.accounts.federated import discovery, fetching, sealed
from forum.accounts.federated.discovery import Metadata
from forum.accounts.federated.fetching import NotAvailable
from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.accounts.models import SignInSession
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import ensure
from forum.core.roles import Viewer, at_least
from forum.core.text import N_, slugify

_NOT_SLUG = re.compile(r"[^a-z0-9-]")


@dataclass(slots=True)
class Described:
    """A provider as an admin described it. `client_secret` empty: as it was."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = ""
    scopes: str = "openid profile email"
    groups_claim: str = ""
    rules: list[tuple[str, str]] = field(default_factory=list)
    makes_accounts: bool = True
    domains: list[str] = field(default_factory=list)
    second_values: list[str] = field(default_factory=list)


def make(said: Described, by: Viewer) -> SignInProvider:
    """A new one, switched off until its connection was tried."""
    ensure(at_least(by, "admin"))
    made = SignInProvider(
        slug=_free_slug(said.name), created_at=clock.now(), enabled_at=None, client_secret=""
    )
    _take(made, said)
    db.session.add(made)
    db.session.flush()
    audit.record(by, "added the sign-in provider", f"provider:{made.id}", name=made.name, issuer=made.issuer)
    return made


def change(provider: SignInProvider, said: Described, by: Viewer) -> None:
    """Describe it anew. Another issuer is another company: who was known there is not known any more."""
    ensure(at_least(by, "admin"))
    before = _logged(provider)
    if provider.issuer != said.issuer:
        _forget_people(provider)
    _take(provider, said)
    now = _logged(provider)
    changed: dict[str, Any] = {key: [before[key], now[key]] for key in now if before[key] != now[key]}
    if said.client_secret:
        changed["client_secret"] = ["...", "..."]
    if changed:
        audit.record(by, "changed the sign-in provider", f"provider:{provider.id}", **changed)


def switch(provider: SignInProvider, on: bool, by: Viewer) -> None:
    """Offer it, or offer it no more; browsers that came by it stay signed in until they are signed out."""
    ensure(at_least(by, "admin"))
    provider.enabled_at = clock.now() if on else None
    did = "switched on the sign-in provider" if on else "switched off the sign-in provider"
    audit.record(by, did, f"provider:{provider.id}", name=provider.name)


def remove(provider: SignInProvider, by: Viewer) -> None:
    """Forget it and who people are there; browsers that came by it are signed out. Their accounts here stay."""
    ensure(at_least(by, "admin"))
    _forget_people(provider)
    audit.record(by, "removed the sign-in provider", f"provider:{provider.id}", name=provider.name)
    db.session.delete(provider)


def trial(issuer: str) -> tuple[Metadata | None, str]:
    """Ask it anew. What it says of itself, or None and a sentence on what is wrong. Hold no transaction."""
    discovery.forget()
    try:
        about = discovery.metadata(issuer)
        discovery.keys(about)
    except NotAvailable as wrong:
        return None, str(wrong.args[0])
    return about, ""


def not_an_issuer(issuer: str) -> str:
    """What is wrong with an issuer as it was typed; "" when it may be asked."""
    try:
        fetching.checked(issuer)
    except NotAvailable as wrong:
        return str(wrong.args[0])
    return N_("Give the issuer without a question mark.") if "?" in issuer else ""


def _take(provider: SignInProvider, said: Described) -> None:
    provider.name, provider.issuer, provider.client_id = said.name, said.issuer, said.client_id
    if said.client_secret:
        provider.client_secret = sealed.encrypted(said.client_secret)
    provider.scopes, provider.groups_claim = said.scopes, said.groups_claim
    provider.rules = [list(rule) for rule in said.rules]
    provider.makes_accounts, provider.domains = said.makes_accounts, said.domains
    provider.second_values = said.second_values


def _logged(provider: SignInProvider) -> dict[str, object]:
    names = ("name", "issuer", "client_id", "scopes", "groups_claim", "rules", "makes_accounts", "domains")
    return {name: getattr(provider, name) for name in (*names, "second_values")}


def _forget_people(provider: SignInProvider) -> None:
    mine = sa.select(FederatedIdentity.id).where(FederatedIdentity.provider_id == provider.id)
    db.session.execute(
        sa.update(SignInSession)
        .where(SignInSession.identity_id.in_(mine), SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    db.session.execute(sa.delete(FederatedIdentity).where(FederatedIdentity.provider_id == provider.id))


def _free_slug(name: str) -> str:
    plain = _NOT_SLUG.sub("", slugify(name))[:30].strip("-") or "provider"
    taken = set(db.session.scalars(sa.select(SignInProvider.slug)))
    return next(slug for n in range(1, 1000) if (slug := plain if n == 1 else f"{plain}-{n}") not in taken)
