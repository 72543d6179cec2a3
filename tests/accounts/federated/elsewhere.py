"""A small OpenID provider inside the tests, that can be told to lie: a server with keys of its own."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from forum import Askwell
from forum.accounts.federated import discovery, managing
from forum.accounts.federated.managing import Described
from forum.core import clock
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser, Page

_numbers = itertools.count(1)
KEYS = [ECKey.generate_key("P-256", {"kid": f"key {n}", "use": "sig", "alg": "ES256"}) for n in range(2)]
CLIENT, SECRET = "askwell", "a secret of the client"


@dataclass
class Elsewhere:
    """The provider. `says` goes into ID tokens (None takes a claim out), `info` is what it tells when asked; the rest bends answers."""

    url: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    info: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: ECKey = field(default_factory=lambda: KEYS[0])
    shown: list[ECKey] = field(default_factory=lambda: [KEYS[0]])
    token: str | None = None  # this instead of an ID token
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)  # by path

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/end",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["ES256"],
        } | self.metadata

    def signed_in(self, address: str) -> str:
        """Somebody followed `address` and signed in there: the query that her browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code {next(_numbers)}"
        self.codes[code] = asked
        return f"code={code.replace(' ', '+')}&state={asked['state']}"

    def sign(self, claims: dict[str, Any], key: ECKey | None = None) -> str:
        key = key or self.key
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key, algorithms=["ES256"])

    def claims(self, nonce: str) -> dict[str, Any]:
        now = int(clock.now().timestamp())
        said = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce} | self.says
        return {name: value for name, value in said.items() if value is not None}

    def answer(self, path: str, sent: dict[str, str], headers: Any) -> tuple[int, dict[str, Any]]:
        if path == "/.well-known/openid-configuration":
            return 200, self.discovery()
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.shown]}
        if path == "/userinfo":
            return 200, self.info
        assert path == "/token"
        return self._exchange(sent, headers)

    def _exchange(self, sent: dict[str, str], headers: Any) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        client = base64.b64decode(headers.get("Authorization", "").removeprefix("Basic ")).decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != sent["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        if client.replace("+", " ").replace("%20", " ") != f"{CLIENT}:{SECRET}":
            return 401, {"error": "invalid_client"}
        token = self.token or self.sign(self.claims(asked["nonce"]))
        return 200, {"access_token": "let me in", "token_type": "Bearer", "id_token": token}


@contextmanager
def serving(there: Elsewhere) -> Iterator[Elsewhere]:
    class Handler(BaseHTTPRequestHandler):
        def _say(self) -> None:
            path = urlsplit(self.path).path
            there.asked.append(path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            if path in there.answers:
                status, headers, said = there.answers[path]
            else:
                sent = {name: values[0] for name, values in parse_qs(body).items()}
                status, answer = there.answer(path, sent, self.headers)
                headers, said = {"Content-Type": "application/json"}, json.dumps(answer).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _say

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    there.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    discovery.forget()
    try:
        yield there
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        discovery.forget()


def described(there: Elsewhere, **more: Any) -> Described:
    return Described("Example ID", there.url, CLIENT, SECRET, **more)


def offer(app: Askwell, cast: Cast, there: Elsewhere, **more: Any) -> int:
    """Root describes the provider and switches it on; its id. Its address here: /sign-in/with/example-id"""
    root = cast.root
    with site(app):
        made = managing.make(described(there, **more), by=root)
        managing.switch(made, True, by=root)
        return made.id


def change(app: Askwell, cast: Cast, provider_id: int, there: Elsewhere, **more: Any) -> None:
    from forum.accounts.federated.models import SignInProvider

    root = cast.root
    with site(app):
        managing.change(db.session.get_one(SignInProvider, provider_id), described(there, **more), by=root)


WAY = "/sign-in/with/example-id"


def go(browser: Browser, next: str = "") -> str:
    """Press the button: the address there."""
    response = browser.client.get(f"{WAY}?next={next}", headers=browser.headers)
    assert response.status_code == 303, response.get_data(as_text=True)
    return str(response.location)


def come(browser: Browser, there: Elsewhere, next: str = "") -> Page:
    """Press the button, sign in there, come back: the page that one lands on."""
    return browser.get(f"{WAY}/back?{there.signed_in(go(browser, next))}")


def carla(**more: Any) -> dict[str, Any]:
    """What the provider says of Carla."""
    return {"sub": "c-1", "email": "carla@example.com", "email_verified": True, "name": "Carla C"} | more


def is_in(browser: Browser) -> bool:
    return browser.get("/my/account").path == "/my/account"
