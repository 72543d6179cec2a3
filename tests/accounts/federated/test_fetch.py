"""The site speaks to the provider that an admin named, and to nothing else that its answers name."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest

from forum import Askwell
from forum.accounts.federated import discovery, fetching, managing
from forum.accounts.federated.fetching import NotAvailable
from tests.accounts.federated.elsewhere import Elsewhere
from tests.factories import site

PUBLIC = ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34")
OWN_NETWORK = (
    "10.0.0.1",
    "172.16.5.5",
    "192.168.1.1",
    "fd12:3456::1",
    "100.64.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
)
NEVER = (
    "169.254.169.254",
    "169.254.1.1",
    "fe80::1",
    "fd00:ec2::254",
    "0.0.0.0",
    "::",
    "224.0.0.1",
    "ff02::1",
)
NEVER += ("255.255.255.255", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1")
HERE = ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")


@pytest.mark.parametrize("base_url", ["", "https://help.example.com"])
def test_where_a_provider_may_stand(app: Askwell, base_url: str) -> None:
    object.__setattr__(app.config["SETTINGS"], "base_url", base_url)

    def may(address: str, named: bool, scheme: str = "https") -> bool:
        return fetching.may_ask(ipaddress.ip_address(address), named, scheme)

    with site(app):
        for address in PUBLIC:
            assert may(address, False), address
            assert not may(address, True, "http"), address
        for address in OWN_NETWORK:
            assert (may(address, True), may(address, False)) == (True, False), address
        for address in NEVER:
            assert not may(address, True), address
        for address in HERE:
            assert may(address, True, "http") is (base_url == ""), address  # only while we are here ourselves


def test_what_is_no_address_is_not_asked(app: Askwell) -> None:
    odd = (
        "ftp://a.example",
        "file:///etc/passwd",
        "https://",
        "https://a@b.example",
        "https://a.example/#x",
        "javascript:1",
    )
    odd += (
        "https://a.example\\@b.example",
        "https://a.example:99999",
        "https://a.example/ x",
        "https://[::1",
        "a.example",
    )
    with site(app):
        for url in odd:
            with pytest.raises(NotAvailable):
                fetching.checked(url)


def test_a_name_is_looked_up_once_and_every_answer_counts(
    app: Askwell, there: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(there.url.rpartition(":")[2])
    asked: list[str] = []
    real = socket.getaddrinfo

    def names(*addresses: str) -> Any:
        def getaddrinfo(host: str, at: int, *_: Any, **__: Any) -> list[Any]:
            if host[0].isdigit():  # no name: nothing to look up
                return real(host, at, *_, **__)
            asked.append(host)
            # The second answer leads elsewhere: whoever asks twice is led astray.
            now = addresses if len(asked) == 1 else ("10.0.0.1",)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, at)) for each in now]

        return getaddrinfo

    with site(app):
        monkeypatch.setattr(fetching.socket, "getaddrinfo", names("127.0.0.1"))
        url = f"http://login.example:{port}/.well-known/openid-configuration"
        assert fetching.get(url, "login.example")["issuer"] == there.url
        assert asked == ["login.example"]
        asked.clear()
        monkeypatch.setattr(fetching.socket, "getaddrinfo", names("127.0.0.1", "10.0.0.1"))
        with pytest.raises(NotAvailable, match="inside a network"):
            fetching.get(url, "other.example")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"issuer": "https://evil.example"}, "calls itself by another address"),
    ({"token_endpoint": None}, "does not say where"),
    ({"jwks_uri": "file:///etc/passwd"}, "not an address of the web"),
    ({"userinfo_endpoint": "gopher://a.example"}, "not an address of the web"),
    ({"response_types_supported": ["id_token"]}, "code flow"),
    ({"code_challenge_methods_supported": ["plain"]}, "PKCE"),
    ({"id_token_signing_alg_values_supported": ["none", "HS256"]}, "RS256 or ES256"),
]
ANSWERS: list[tuple[int, dict[str, str], bytes, str]] = [
    (302, {"Location": "http://169.254.169.254/"}, b"", "leads on"),
    (404, {}, b"", "error"),
    (200, {}, b"<html>", "JSON"),
    (200, {}, b"[1]", "JSON"),
    (200, {}, b" " * (fetching.BYTES_MAX + 1), "too long"),
]


def test_what_is_wrong_is_said_in_a_sentence(app: Askwell, there: Elsewhere) -> None:
    with site(app):
        about, wrong = managing.trial(there.url)
        assert (about is not None, wrong) == (True, "")
        for more, words in WRONG:
            there.metadata = more
            assert words in managing.trial(there.url)[1], more
        there.metadata = {}
        for status, headers, body, words in ANSWERS:
            there.answers = {"/.well-known/openid-configuration": (status, headers, body)}
            assert words in managing.trial(there.url)[1], (status, body[:9])
        there.answers = {"/keys": (200, {}, b'{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}')}
        assert "no key" in managing.trial(there.url)[1]
        assert "does not answer" in managing.trial("http://127.0.0.1:9")[1]
        assert not any(path == "/" for path in there.asked)  # no redirect was followed
        discovery.forget()
