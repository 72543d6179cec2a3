"""Requests that no browser sends: odd methods, foreign names, headers that lie, and what a cache beside us might keep."""

from __future__ import annotations

import pytest

from forum import Askwell, create_app
from forum.config import Settings
from forum.core import guest_pages
from tests import factories
from tests.api.stage import key_of
from tests.factories import Cast
from tests.pages import Browser
from tests.security.doors import TABLE
from tests.security.tally import Tally
from tests.security.test_headers import check

ODD_METHODS = ("TRACE", "TRACK", "CONNECT", "PROPFIND", "PUT", "PATCH", "DEBUG", "FOO")
#: What proxies and frameworks elsewhere take an address, a name or a person from. None of it is ours to believe.
LIES = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Server": "evil.example",
    "X-Host": "evil.example",
    "X-Original-Host": "evil.example",
    "X-Original-URL": "/admin/people",
    "X-Rewrite-URL": "/admin/people",
    "X-HTTP-Method-Override": "DELETE",
    "X-Method-Override": "DELETE",
    "Forwarded": "host=evil.example;proto=gopher",
    "Remote-User": "root@example.com",
    "X-Remote-User": "root@example.com",
    "X-Real-IP": "127.0.0.1",
    "True-Client-IP": "127.0.0.1",
    "X-Askwell-User": "1",
}


def test_no_address_knows_an_odd_method(app: Askwell, tally: Tally) -> None:
    """405 at addresses that are there; nothing of the request comes back (TRACE would tell cookies to scripts)."""
    client, tried = app.test_client(), 0
    allowed = {rule.partition(" ")[0] for rule in TABLE}
    assert allowed <= {"GET", "POST", "DELETE"}
    for path in (
        "/",
        "/questions",
        "/sign-in",
        "/api/v1/questions",
        "/api/v1/topics",
        "/healthz",
        "/nowhere",
    ):
        for method in ODD_METHODS:
            answer = client.open(
                path, method=method, headers={"Cookie": "a=zqcookieqz", "X-Said": "zqsaidqz"}
            )
            assert answer.status_code == (404 if path == "/nowhere" else 405), (
                path,
                method,
                answer.status_code,
            )
            assert "zq" not in answer.get_data(as_text=True) + str(answer.headers), (path, method)
            check(answer, True, f"{method} {path}")
            tried += 1
    for rule in app.url_map.iter_rules():
        assert not (rule.methods or set()) - {"GET", "HEAD", "OPTIONS", "POST", "DELETE"}, rule
    tally("odd methods refused", tried)


@pytest.mark.parametrize("proxies", [0, 1])
def test_no_header_gives_the_site_another_name(settings: Settings, proxies: int, tally: Tally) -> None:
    app = create_app(settings.model_copy(update={"proxies": proxies}), TESTING=True)
    client = app.test_client()
    paths, told = ("/", "/sign-in", "/questions", "/search?q=lamp", "/nowhere", "/admin/people"), 0
    for path in paths:
        plain = client.get(path)
        for name, value in LIES.items():
            if proxies and name in ("X-Forwarded-Proto",):
                continue  # that is what the proxy is there to say
            answer = client.get(path, headers={name: value})
            assert answer.status_code == plain.status_code, (path, name)
            assert "evil" not in answer.get_data(as_text=True) + str(answer.headers), (path, name)
            assert "root@example.com" not in answer.get_data(as_text=True)
            told += 1
    for host in (
        "evil.example",
        "localhost.evil.example",
        "localhost@evil.example",
        "localhost:80@evil",
        "evil\\localhost",
        "",
    ):
        answer = client.get("/", headers={"Host": host})
        assert answer.status_code == 400 or not host, host
        assert "evil" not in answer.get_data(as_text=True), host
        told += 1
    tally("headers that lie", told)


def test_a_page_kept_for_guests_holds_nothing_of_one_guest(app: Askwell, cast: Cast, tally: Tally) -> None:
    """What somebody sends that is not part of the address changes no page that others get."""
    question = factories.question(app, cast.carla, "Lamp goes out", "After a minute.")
    guest_pages.clear()
    client, poisoned = app.test_client(use_cookies=False), 0
    more = {"User-Agent": "zqpoisonqz", "Referer": "http://localhost/zqpoisonqz", "Accept": "zqpoisonqz/*"}
    more |= {"Cookie": "other=zqpoisonqz; askwell_theme=zqpoisonqz", "Accept-Language": "en, zqpoisonqz"}
    more |= dict.fromkeys(LIES, "zqpoisonqz")
    for path in (
        "/",
        "/questions",
        f"/questions/{question}-lamp-goes-out",
        "/faq",
        "/search?q=lamp",
        "/privacy",
    ):
        first = client.get(path, headers=more)
        second = client.get(path, headers={"Accept-Language": "en"})
        assert first.status_code == second.status_code == 200, path
        assert "zqpoison" not in first.get_data(as_text=True) + second.get_data(as_text=True), path
        asked_by_htmx = client.get(path, headers={"HX-Request": "true", "Accept-Language": "en"})
        again = client.get(path, headers={"Accept-Language": "en"})
        assert ("<html" in again.get_data(as_text=True)) is True, path
        assert {"Cookie", "Accept-Language", "HX-Request"} <= {
            *second.vary,
            *[h.title() for h in second.vary],
        }, path
        assert "public" not in second.headers["Cache-Control"], path
        assert asked_by_htmx.status_code == 200
        poisoned += 1
    swedish = client.get("/questions", headers={"Accept-Language": "sv"}).get_data(as_text=True)
    assert '<html lang="sv"' in swedish
    assert '<html lang="en"' in client.get("/questions", headers={"Accept-Language": "en"}).get_data(
        as_text=True
    )
    tally("kept pages that one guest could not change", poisoned)


def test_what_is_personal_or_wrong_is_stored_nowhere(app: Askwell, cast: Cast) -> None:
    browser = Browser(app).sign_in(cast.carla)
    for path in ("/", "/questions", "/my/account", "/my/data", "/my/questions", "/nowhere", "/moderation"):
        assert browser.client.get(path).headers["Cache-Control"] == "no-store", path
    key = {"Authorization": f"Bearer {key_of(app, cast.carla)}"}
    for path in ("/api/v1/cases", "/api/v1/questions?filter=mine"):
        answer = app.test_client().get(path, headers=key)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "Authorization" in answer.vary
    # An error is kept for nobody, and no page comes after it from what was kept.
    client = app.test_client(use_cookies=False)
    assert client.get("/nowhere").headers["Cache-Control"] == "no-store"


def test_every_cookie_is_out_of_reach_of_scripts_and_other_sites(
    app: Askwell, cast: Cast, tally: Tally
) -> None:
    """Observatory's rules for cookies; Secure and the prefix __Host- where the site is served over TLS."""
    seen = 0
    for base in ("http://localhost", "https://localhost"):
        client = app.test_client()
        page = client.get("/sign-in", base_url=base).get_data(as_text=True)
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        client.post("/language", data={"csrf_token": token, "language": "sv"}, base_url=base)
        answers = [
            client.post("/language", data={"csrf_token": token, "language": "sv"}, base_url=base),
            client.post("/theme", data={"csrf_token": token, "theme": "dark"}, base_url=base),
        ]
        for answer in answers:
            for cookie in answer.headers.getlist("Set-Cookie"):
                assert "SameSite=Lax" in cookie or "SameSite=Strict" in cookie, cookie
                assert "Domain=" not in cookie, cookie
                assert "Secure" in cookie or base.startswith("http:"), cookie
                assert "HttpOnly" in cookie, cookie
                seen += 1
    tally("cookies looked at", seen)
