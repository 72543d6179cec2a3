"""Providers that people may sign in with, and who somebody is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("federated_identity")


class SignInProvider(Base):
    """One OpenID provider, as an admin described it. `enabled_at` empty: nobody is offered it."""

    __tablename__ = "sign_in_provider"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)  # in addresses that are registered there: never changed
    name: Mapped[str]
    issuer: Mapped[str]
    client_id: Mapped[str]
    client_secret: Mapped[str] = mapped_column(default="")  # encrypted; empty: a public client (PKCE alone)
    scopes: Mapped[str] = mapped_column(default="openid profile email")
    groups_claim: Mapped[str] = mapped_column(default="")
    rules: Mapped[list[Any]] = mapped_column(default=list)  # [[value of the claim, role], ...]
    makes_accounts: Mapped[bool] = mapped_column(default=True)
    domains: Mapped[list[str]] = mapped_column(default=list)  # of addresses that get accounts; none: all
    second_values: Mapped[list[str]] = mapped_column(default=list)  # of acr or amr, that are a second proof
    enabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class FederatedIdentity(Base):
    """Who a person is at a provider: issuer and subject, which are never given to anybody else there."""

    __tablename__ = "federated_identity"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(
        sa.ForeignKey("sign_in_provider.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    shown_as: Mapped[str] = mapped_column(default="")  # her address or name there, for her to recognise
    role_given: Mapped[str] = mapped_column(default="")  # by a rule: goes when the rule says so no more
    since: Mapped[datetime]
    used_at: Mapped[datetime | None]
