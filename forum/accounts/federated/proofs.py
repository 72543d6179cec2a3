"""What a provider signed: ID tokens (OpenID Connect Core 1.0, 3.1.3.7) and logout tokens (Back-Channel Logout 1.0, 2.6)."""

from __future__ import annotations

from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from forum.accounts.federated import discovery
from forum.accounts.federated.discovery import Metadata
from forum.core import clock

LEEWAY_SECONDS = 60  # clocks of two companies differ
LOGOUT_SECONDS = 300  # how old an order to sign somebody out may be
TOKEN_MAX_CHARS = 20_000
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Refused(Exception):
    """Not what this provider signed for us now. `args[0]` says why, for the log."""


def id_token(
    about: Metadata, client_id: str, token: object, nonce: str, access_token: str = ""
) -> dict[str, Any]:
    """The claims of an ID token. Raises `Refused` (signature, issuer, audience, authorised party, nonce, times), `NotAvailable`."""
    decoded = _decoded(about, token)
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        options={
            "iss": {"essential": True, "value": about.issuer},
            "aud": {"essential": True, "values": [client_id]},
        },
        params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
    )
    try:
        claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError) as wrong:
        raise Refused(_why(wrong)) from None
    if not nonce or not _subject(claims):
        raise Refused("nonce or sub")
    return dict(claims)


def logout_token(about: Metadata, client_id: str, token: object) -> dict[str, Any]:
    """The claims of an order to end sessions: `sub`, `sid` or both, and `jti`. Raises `Refused`, `NotAvailable`."""
    decoded = _decoded(about, token)
    claims = decoded.claims
    now = int(clock.now().timestamp())
    checks = {
        "iss": {"essential": True, "value": about.issuer},
        "aud": {"essential": True, "values": [client_id]},
        "iat": {"essential": True},
        "jti": {"essential": True},
    }
    try:
        jwt.JWTClaimsRegistry(now, LEEWAY_SECONDS, **checks).validate(claims)  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError) as wrong:
        raise Refused(_why(wrong)) from None
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise Refused("events")
    if "nonce" in claims:  # so that no ID token can be passed off as one
        raise Refused("nonce")
    if now - claims["iat"] > LOGOUT_SECONDS:
        raise Refused("iat")
    if not (_subject(claims) or isinstance(claims.get("sid"), str)):
        raise Refused("neither sub nor sid")
    return dict(claims)


def _decoded(about: Metadata, token: object) -> jwt.Token:
    if not isinstance(token, str) or len(token) > TOKEN_MAX_CHARS:
        raise Refused("no token")
    try:
        return jwt.decode(token, discovery.keys(about), algorithms=about.algorithms)
    except (JoseError, ValueError, TypeError, KeyError):
        pass
    # Providers change their keys: it may be signed with one that came since we looked.
    try:
        return jwt.decode(token, discovery.keys(about, fresh=True), algorithms=about.algorithms)
    except (JoseError, ValueError, TypeError, KeyError) as wrong:
        raise Refused(_why(wrong)) from None


def _subject(claims: dict[str, Any]) -> bool:
    said = claims.get("sub")
    return isinstance(said, str) and 0 < len(said) <= 255  # Core 1.0, section 2


def _why(wrong: Exception) -> str:
    claim = getattr(wrong, "claim", None)
    return f"{type(wrong).__name__} {claim}" if claim else type(wrong).__name__
