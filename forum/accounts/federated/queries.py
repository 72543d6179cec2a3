"""Reading about providers, and about who somebody is there."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.federated import sealed
from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.accounts.models import SignInSession
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer, at_least


class Offered(NamedTuple):
    """A button of the sign-in page."""

    slug: str
    name: str


class Connection(NamedTuple):
    """One account elsewhere of the person who looks."""

    id: int
    provider: str
    shown_as: str
    since: datetime
    used_at: datetime | None


def offered() -> list[Offered]:
    """The providers that anybody may sign in with, by name."""
    p = SignInProvider
    rows = db.session.execute(
        sa.select(p.slug, p.name).where(p.enabled_at.is_not(None)).order_by(p.name, p.id).limit(20)
    )
    return [Offered(*row) for row in rows]


def by_slug(slug: str) -> SignInProvider:
    """One of them. Raises `NotFound`, also for one that is switched off."""
    found = db.session.scalars(
        sa.select(SignInProvider).where(SignInProvider.slug == slug, SignInProvider.enabled_at.is_not(None))
    ).first()
    if found is None:
        raise NotFound()
    return found


def providers(viewer: Viewer) -> list[SignInProvider]:
    """All, for admins; none for anybody else."""
    if not at_least(viewer, "admin"):
        return []
    return list(
        db.session.scalars(sa.select(SignInProvider).order_by(SignInProvider.name, SignInProvider.id))
    )


def provider(provider_id: int, viewer: Viewer) -> SignInProvider:
    """One, for admins. Raises `NotFound`."""
    found = db.session.get(SignInProvider, provider_id) if at_least(viewer, "admin") else None
    if found is None:
        raise NotFound()
    return found


def people_of(provider_id: int) -> int:
    """How many accounts here are connected with accounts there."""
    mine = sa.select(sa.func.count()).where(FederatedIdentity.provider_id == provider_id)
    return db.session.scalar(mine) or 0


def identity(issuer: str, subject: str) -> FederatedIdentity | None:
    """Who that is here; None for nobody yet."""
    return db.session.scalars(
        sa.select(FederatedIdentity).where(
            FederatedIdentity.issuer == issuer, FederatedIdentity.subject == subject
        )
    ).first()


def came_by(session_id: int | None) -> tuple[SignInProvider, str] | None:
    """The provider by which a session came, and its token, for signing out there; None when it came another way."""
    s = SignInSession
    found = db.session.execute(
        sa.select(SignInProvider, s.id_token)
        .join(FederatedIdentity, FederatedIdentity.provider_id == SignInProvider.id)
        .join(s, s.identity_id == FederatedIdentity.id)
        .where(s.id == session_id)
    ).first()
    return None if found is None else (found[0], sealed.decrypted(found[1]))


def connections_of(viewer: Viewer) -> list[Connection]:
    """The viewer's own, oldest first."""
    i = FederatedIdentity
    rows = db.session.execute(
        sa.select(i.id, SignInProvider.name, i.shown_as, i.since, i.used_at)
        .join(SignInProvider, SignInProvider.id == i.provider_id)
        .where(i.person_id == viewer.id)
        .order_by(i.id)
        .limit(50)
    )
    return [Connection(*row) for row in rows]
