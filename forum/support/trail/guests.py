"""A guest's trail: whoever has no account may agree as well. A random key in a cookie that ends with the browser is the
consent and the only thing that leads to the lines; the rows hold a hash of it."""

from __future__ import annotations

import hashlib
import secrets

from flask import Response, current_app, request
from itsdangerous import BadSignature, Signer

COOKIE = "askwell_trail"


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="trail", digest_method=hashlib.sha256)


def of(value: str) -> str:
    """What the rows know a guest by; empty for a key that is none of ours."""
    try:
        key = _signer().unsign(value)
    except BadSignature:
        return ""
    return hashlib.sha256(key).hexdigest()[:32]


def here() -> str:
    """The guest of this browser; empty for whoever did not agree."""
    return of(request.cookies.get(COOKIE, "")) if COOKIE in request.cookies else ""


def value() -> str:
    """The key itself, for her own form: it goes along where the cookie can't (a link in a mail)."""
    return request.cookies[COOKIE] if here() else ""


def agree(response: Response) -> None:
    """Give this browser a key, until it is closed."""
    if not here():
        made = _signer().sign(secrets.token_urlsafe(24)).decode()
        response.set_cookie(COOKIE, made, httponly=True, samesite="Lax", secure=request.is_secure)


def end(response: Response) -> None:
    """Take the key back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=request.is_secure)
