"""There and back: the authorization code flow with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207)."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client

from forum.accounts.federated import discovery, fetching, proofs, sealed
from forum.accounts.federated.discovery import Metadata
from forum.accounts.federated.models import SignInProvider
from forum.accounts.federated.proofs import Refused
from forum.core import links

log = logging.getLogger(__name__)

ON_THE_WAY_SECONDS = 600  # to find the phone, and type a password there
GROUPS_MAX = 500
_SHOWN_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class Who:
    """What a provider says of somebody; checked that it says so to us, now. Its words are its own: clean before showing."""

    issuer: str
    subject: str
    email: str
    verified: bool  # the provider has proven the address
    name: str
    groups: frozenset[str]
    session: str | None
    token: str
    second: bool  # a second proof was asked for there, of a kind that the admin lets count

    @property
    def shown_as(self) -> str:
        """By what she knows her account there again."""
        return (self.email or self.name or self.subject)[:_SHOWN_MAX_CHARS]


def begin(provider: SignInProvider, lang: str, **more: Any) -> tuple[str, str]:
    """Where to send the browser, and what it carries (`sealed.carried`). `more` comes back as `take`'s second value.

    Raises `NotAvailable`. Hold no transaction.
    """
    about = discovery.metadata(provider.issuer)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    url, _state = _client(provider, about).create_authorization_url(
        about.authorization_endpoint, state=state, code_verifier=verifier, nonce=nonce, ui_locales=lang
    )
    on_the_way = {"slug": provider.slug, "state": state, "nonce": nonce, "verifier": verifier, **more}
    return url, sealed.carried(on_the_way)


def take(provider: SignInProvider, said: Mapping[str, str], cookie: str) -> dict[str, Any]:
    """What the browser carried, if it answers `said` (the query that it came back with). Raises `Refused`."""
    carried = sealed.brought_back(cookie, ON_THE_WAY_SECONDS)
    if carried is None or carried.get("slug") != provider.slug:
        raise Refused("nobody went there from this browser")
    if not hmac.compare_digest(str(carried["state"]).encode(), said.get("state", "").encode()):
        raise Refused("state")
    return carried


def used(carried: dict[str, Any]) -> str:
    """The name under which the answer to this state is noted as taken."""
    return "sso " + hashlib.sha256(str(carried["state"]).encode()).hexdigest()


def who(provider: SignInProvider, said: Mapping[str, str], carried: dict[str, Any]) -> Who:
    """Exchange the code, and check what was signed. Raises `Refused`, `NotAvailable`. Hold no transaction."""
    about = discovery.metadata(provider.issuer)
    # A mix-up of two providers: the answer names who gave it, and it must be the one that was asked (RFC 9207).
    if said.get("iss", "" if about.says_issuer else about.issuer) != about.issuer:
        raise Refused("iss")
    if not said.get("code"):
        raise Refused("no code")
    try:
        token = _client(provider, about).fetch_token(
            about.token_endpoint,
            grant_type="authorization_code",
            code=said["code"],
            code_verifier=carried["verifier"],
        )
    except (OAuth2Error, ValueError) as wrong:
        raise Refused(f"code: {getattr(wrong, 'error', type(wrong).__name__)}") from None
    access = str(token.get("access_token", ""))
    claims = proofs.id_token(about, provider.client_id, token.get("id_token"), carried["nonce"], access)
    return _who(provider, about, _all_claims(provider, about, claims, access), str(token["id_token"]))


def way_out(provider: SignInProvider, id_token: str) -> str:
    """Where the session there is ended (RP-Initiated Logout 1.0); "" when the provider offers no such thing. Raises `NotAvailable`."""
    about = discovery.metadata(provider.issuer)
    if not about.end_session_endpoint:
        return ""
    said = {"client_id": provider.client_id, "post_logout_redirect_uri": links.base() + "/"}
    if id_token:
        said["id_token_hint"] = id_token
    mark = "&" if urlsplit(about.end_session_endpoint).query else "?"
    return f"{about.end_session_endpoint}{mark}{urlencode(said)}"


def _all_claims(
    provider: SignInProvider, about: Metadata, claims: dict[str, Any], access: str
) -> dict[str, Any]:
    """Those of the token, and what the provider tells only when asked with the access token."""
    needs_groups = bool(provider.groups_claim) and found(claims, provider.groups_claim) is None
    if (
        not about.userinfo_endpoint
        or not access
        or not (needs_groups or "email" not in claims or "name" not in claims)
    ):
        return claims
    more = fetching.get(about.userinfo_endpoint, about.host, {"Authorization": f"Bearer {access}"})
    if more.get("sub") != claims["sub"]:  # Core 1.0, 5.3.2: of somebody else
        raise Refused("sub of userinfo")
    if "email" in claims and more.get("email") != claims["email"]:
        more.pop("email_verified", None)  # said of another address
    return {**more, **claims}


def _who(provider: SignInProvider, about: Metadata, claims: dict[str, Any], token: str) -> Who:
    groups = found(claims, provider.groups_claim) if provider.groups_claim else None
    each = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
    proofs_there = {claims.get("acr"), *(claims.get("amr") or [])} - {None}
    return Who(
        issuer=about.issuer,
        subject=claims["sub"],
        email=_text(claims, "email"),
        verified=claims.get("email_verified") in (True, "true"),  # some say it as a string
        name=_text(claims, "name") or _text(claims, "preferred_username"),
        groups=frozenset(g for g in each[:GROUPS_MAX] if isinstance(g, str)),
        session=_text(claims, "sid") or None,
        token=token,
        second=bool(proofs_there & set(provider.second_values)),
    )


def found(claims: dict[str, Any], path: str) -> Any:
    """A claim by its name, or by its way through others ("realm_access.roles"); None for none."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""


def _client(provider: SignInProvider, about: Metadata) -> OAuth2Client:
    secret = sealed.decrypted(provider.client_secret)
    method = "none"
    if secret:
        only_post = (
            "client_secret_basic" not in about.auth_methods and "client_secret_post" in about.auth_methods
        )
        method = "client_secret_post" if only_post else "client_secret_basic"
    return OAuth2Client(
        _Wire(about.host),
        client_id=provider.client_id,
        client_secret=secret or None,
        token_endpoint_auth_method=method,
        scope=provider.scopes,
        redirect_uri=links.external("accounts.come_back", slug=provider.slug),
        code_challenge_method="S256",
    )


class _Wire:
    """What Authlib speaks through: our own door, with its limits."""

    def __init__(self, host: str) -> None:
        self.host = host

    def post(self, url: str, data: dict[str, str], headers: dict[str, str], auth: Any, **_more: Any) -> _Said:
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Said(*fetching.fetch("POST", url, self.host, headers, body))


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer as Authlib reads it."""

    status_code: int
    said: dict[str, Any]

    def json(self) -> dict[str, Any]:
        return self.said

    def raise_for_status(self) -> None:
        raise ValueError(f"status {self.status_code}")
