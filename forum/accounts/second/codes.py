"""Codes: of authenticator apps, and those on paper."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

import pyotp
import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forum.accounts.models import Person
from forum.accounts.second.models import Authenticator, RecoveryCode
from forum.core import brand, clock
from forum.core.db import db
from forum.core.settings import of_site

STEP_SECONDS = 30  # RFC 6238's default, and what every app does
DRIFT_STEPS = 1  # a phone's clock may be half a minute off, and people type slowly
CODES = 10
_GROUPS, _GROUP_CHARS = 4, 4  # of base32: 80 bits


def new_secret() -> str:
    """The secret of an authenticator: 160 random bits in base32."""
    return str(pyotp.random_base32())


def address(secret: str, person: Person) -> str:
    """What the QR code says (otpauth://)."""
    return str(
        pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=brand.name())
    )


def step_of(secret: str, code: str, after: int = -1) -> int | None:
    """The time step whose code this is, if it is one of now and later than `after`; else None."""
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    now = int(clock.now().timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step), digits) and step > after:
            return step
    return None


def takes(person_id: int, code: str) -> bool:
    """Is it a code of her app that was not taken before? It is taken now; two at once can't both have it."""
    mine = db.session.get(Authenticator, person_id)
    if mine is None:
        return False
    try:
        secret = decrypted(mine.secret)
    except InvalidToken:  # the site's secret key was changed: her recovery codes still work
        return False
    step = step_of(secret, code, mine.last_step)
    if step is None:
        return False
    taken = db.session.execute(
        sa.update(Authenticator)
        .where(Authenticator.person_id == person_id, Authenticator.last_step < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    return int(taken.rowcount) == 1  # type: ignore[attr-defined]


def encrypted(secret: str) -> str:
    """A secret as it is stored."""
    return _box().encrypt(secret.encode()).decode()


def decrypted(stored: str) -> str:
    """The secret again. Raises `InvalidToken` when the site's secret key is another one now."""
    return _box().decrypt(stored.encode()).decode()


def _box() -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"askwell authenticator").derive(of_site().secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))


def new_recovery_codes(person_id: int) -> list[str]:
    """Codes to be shown once; older ones are worth nothing any more."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [_random_code() for _ in range(CODES)]
    db.session.add_all(RecoveryCode(person_id=person_id, code_hash=_hash(code)) for code in codes)
    return codes


def takes_recovery(person_id: int, code: str) -> bool:
    """Is it one of her recovery codes that was never used? It is used now; two at once can't both have it."""
    taken = db.session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    return int(taken.rowcount) == 1  # type: ignore[attr-defined]


def _random_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[i : i + _GROUP_CHARS] for i in range(0, _GROUPS * _GROUP_CHARS, _GROUP_CHARS))


def _hash(code: str) -> str:
    plain = "".join(c for c in code.lower() if c.isalnum())
    return hashlib.sha256(f"recovery code {plain}".encode()).hexdigest()
