"""What a person proves who she is with, beside the password."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("authenticator", "passkey", "recovery_code", "used_challenge")


class Authenticator(Base):
    """An app that shows codes (TOTP, RFC 6238). `last_step`: no code of this step or an earlier one is taken again."""

    __tablename__ = "authenticator"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str]  # encrypted with a key that follows from the site's secret key
    last_step: Mapped[int] = mapped_column(sa.BigInteger)
    since: Mapped[datetime]


class Passkey(Base):
    """A key pair of a device or password manager (WebAuthn). We know the public half only."""

    __tablename__ = "passkey"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    credential: Mapped[str] = mapped_column(unique=True)  # base64url, as browsers say it
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    name: Mapped[str]
    since: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code on paper, 80 random bits, stored hashed, taken once."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class UsedChallenge(Base):
    """A challenge that was answered: the answer is worth nothing the second time."""

    __tablename__ = "used_challenge"
    nonce: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
