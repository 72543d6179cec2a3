"""Secrets of providers as they are stored, and what a browser carries while its owner is there."""

from __future__ import annotations

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forum.core.settings import of_site


def encrypted(text: str) -> str:
    """A text as it is stored."""
    return _box("askwell provider").encrypt(text.encode()).decode() if text else ""


def decrypted(stored: str | None) -> str:
    """The text again; "" when the site's secret key is another one now, or nothing was stored."""
    try:
        return _box("askwell provider").decrypt((stored or "").encode()).decode()
    except InvalidToken:
        return ""


def carried(said: dict[str, Any]) -> str:
    """What a browser carries there and back: it can neither read nor change it."""
    return _box("askwell on the way").encrypt(json.dumps(said).encode()).decode()


def brought_back(sealed: str, seconds: int) -> dict[str, Any] | None:
    """What it carried; None when it is older than `seconds`, or not ours."""
    try:
        said = json.loads(_box("askwell on the way").decrypt(sealed.encode(), ttl=seconds))
    except (InvalidToken, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _box(purpose: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(of_site().secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
