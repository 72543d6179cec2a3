"""Links sent by mail. They work once, for a while, and only when a button is pressed: mail scanners open links."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer

from forum.accounts.models import MailLink
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.settings import of_site

#: How long a link of each purpose works. A reset opens an account that exists: it gets the least time.
HOURS = {
    "verify": 48,
    "reset": 1,
    "ask": 48,
    "sign_in": 1,
    "move_from": 24,
    "move_to": 24,
    "first_admin": 24,
    "stay": 14 * 24,
}
INVITATION_HOURS = (
    72  # the first password of somebody whom an admin made: they may read mail after the weekend
)


def make(purpose: str, person_id: int | None, hours: int | None = None, **payload: Any) -> str:
    """A new link's secret; only its hash is stored."""
    secret = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        MailLink(
            token_hash=_hash(secret),
            person_id=person_id,
            purpose=purpose,
            payload=payload,
            created_at=now,
            expires_at=now + timedelta(hours=hours or HOURS[purpose]),
        )
    )
    return secret


def find(secret: str, purpose: str) -> MailLink:
    """The link, without using it. Raises `NotFound` when it is unknown, used or too old."""
    link = db.session.scalars(
        sa.select(MailLink).where(MailLink.token_hash == _hash(secret), MailLink.purpose == purpose)
    ).first()
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise NotFound()
    return link


def use(secret: str, purpose: str) -> MailLink:
    """The link, used up in this transaction; two presses at once can't both have it. Raises `NotFound`."""
    link = find(secret, purpose)
    used = db.session.execute(
        sa.update(MailLink)
        .where(MailLink.id == link.id, MailLink.used_at.is_(None))
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound()
    return link


def use_all_of(person_id: int | None, *purposes: str) -> None:
    """Make the person's other links of these purposes worthless."""
    db.session.execute(
        sa.update(MailLink)
        .where(MailLink.person_id == person_id, MailLink.purpose.in_(purposes), MailLink.used_at.is_(None))
        .values(used_at=clock.now())
    )


def forget_old() -> int:
    """Delete links that are used or too old."""
    now = clock.now()
    old: datetime = now - timedelta(hours=24)
    gone = sa.or_(MailLink.expires_at < now, MailLink.used_at < old)
    return int(db.session.execute(sa.delete(MailLink).where(gone)).rowcount)  # type: ignore[attr-defined]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def seal(secret: str, purpose: str) -> str:
    """A secret as it stands in a mail's address: signed, so that what nobody was sent costs no query."""
    return str(_signer(purpose).dumps(secret))


def unseal(sealed: str, purpose: str) -> str:
    """The secret again. Raises `NotFound` for what we never sealed."""
    try:
        return str(_signer(purpose).loads(sealed))
    except BadSignature:
        raise NotFound() from None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(of_site().secret_key, salt=purpose)
