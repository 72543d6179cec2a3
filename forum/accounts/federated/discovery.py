"""What a provider says about itself (OpenID Connect Discovery 1.0), and the keys it signs with; kept by each process for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from forum.accounts.federated import fetching
from forum.accounts.federated.fetching import NotAvailable
from forum.core.text import N_

KEPT_SECONDS = 3600  # of what a provider says, and of its keys
FAILED_SECONDS = 10  # a provider that is down is asked again after so long, not by each visitor
ROTATED_SECONDS = (
    30  # an unknown key makes us look again, at most so often: nobody can make us ask for each forgery
)
#: Signatures that only the provider can make. No "none", and no HS256: its key would be known to us too.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of it that we use. Addresses are whole; "" for what the provider does not offer."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    auth_methods: tuple[str, ...]
    algorithms: tuple[str, ...]
    says_issuer: bool  # sends `iss` along when it sends people back (RFC 9207)

    @property
    def host(self) -> str:
        """The issuer's."""
        return urlsplit(self.issuer).hostname or ""


class _Shelf:
    """What was fetched, by address; and what failed, for a few seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, Any]] = {}

    def of(self, key: str, make: Callable[[], Any], seconds: float) -> Any:
        with self._lock:
            at, kept = self._kept.get(key, (0.0, None))
        age = time.monotonic() - at
        if isinstance(kept, NotAvailable):
            if age < FAILED_SECONDS:
                raise kept
        elif kept is not None and age < seconds:
            return kept
        try:
            made = make()
        except NotAvailable as error:
            self._put(key, error)
            raise
        self._put(key, made)
        return made

    def _put(self, key: str, value: Any) -> None:
        with self._lock:
            if len(self._kept) > 200:  # a site has a handful of providers
                self._kept.clear()
            self._kept[key] = (time.monotonic(), value)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_metadata, _keys = _Shelf(), _Shelf()


def forget() -> None:
    """Ask everything anew (an admin tests the connection)."""
    _metadata.clear()
    _keys.clear()


def metadata(issuer: str) -> Metadata:
    """What the provider says about itself. Raises `NotAvailable` with a sentence for admins. Hold no transaction."""
    found: Metadata = _metadata.of(issuer, lambda: _asked(issuer), KEPT_SECONDS)
    return found


def _asked(issuer: str) -> Metadata:
    host = fetching.checked(issuer)[1]
    said = fetching.get(get_well_known_url(issuer, external=True), host)
    if said.get("issuer") != issuer:
        raise NotAvailable(
            N_(
                "It calls itself by another address. Copy the issuer exactly as it says, with or without a slash."
            )
        )
    need = {name: said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    if not all(isinstance(url, str) and url for url in need.values()):
        raise NotAvailable(
            N_("It does not say where people sign in, where codes are exchanged or where its keys are.")
        )
    if "code" not in _words(said, "response_types_supported", ["code"]):
        raise NotAvailable(N_("It does not offer the code flow."))
    if "S256" not in _words(said, "code_challenge_methods_supported", ["S256"]):
        raise NotAvailable(N_("It does not offer PKCE with S256."))
    algorithms = tuple(
        a for a in _words(said, "id_token_signing_alg_values_supported", ["RS256"]) if a in ALGORITHMS
    )
    if not algorithms:
        raise NotAvailable(N_("It signs in no way that is taken here. RS256 or ES256 is good."))
    more = {
        name: said.get(name) if isinstance(said.get(name), str) else ""
        for name in ("userinfo_endpoint", "end_session_endpoint")
    }
    for url in [*need.values(), *more.values()]:
        if url:
            fetching.checked(str(url))
    return Metadata(
        issuer=issuer,
        **{name: str(url) for name, url in {**need, **more}.items()},
        auth_methods=tuple(_words(said, "token_endpoint_auth_methods_supported", ["client_secret_basic"])),
        algorithms=algorithms,
        says_issuer=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _words(said: dict[str, Any], name: str, default: list[str]) -> list[str]:
    found = said.get(name, default)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def keys(about: Metadata, fresh: bool = False) -> KeySet:
    """The keys it signs with. `fresh`: one that is not among them was used; look again, unless we just did.

    Raises `NotAvailable`.
    """
    seconds = ROTATED_SECONDS if fresh else KEPT_SECONDS
    found: KeySet = _keys.of(about.jwks_uri, lambda: _read_keys(about), seconds)
    return found


def _read_keys(about: Metadata) -> KeySet:
    said = fetching.get(about.jwks_uri, about.host)
    usable = []
    for each in said["keys"] if isinstance(said.get("keys"), list) else []:
        # Secret keys (oct) don't belong into a public set; a key for encryption signs nothing.
        if (
            isinstance(each, dict)
            and each.get("kty") in ("RSA", "EC", "OKP")
            and each.get("use", "sig") == "sig"
        ):
            try:
                KeySet.import_key_set({"keys": [each]})
            except (JoseError, ValueError, TypeError, KeyError):
                continue
            usable.append(each)
    if not usable:
        raise NotAvailable(N_("It shows no key to check its signatures with."))
    return KeySet.import_key_set({"keys": usable})
