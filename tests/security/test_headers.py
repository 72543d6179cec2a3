"""Strict headers on every address and on every error page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from forum import Askwell
from forum.core import rate_limits
from forum.core.access import public
from tests.api.stage import key_of
from tests.factories import Cast
from tests.security.doors import TABLE
from tests.security.scene import Scene
from tests.security.test_matrix import Trier, address

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

SANDBOX = {"sandbox": "", "default-src": "'none'", "form-action": "'none'", "frame-ancestors": "'none'"}


def check(answer: Any, personal: bool, where: str) -> None:
    """What every answer must carry; personal ones and errors are stored nowhere."""
    headers = answer.headers
    parts = (part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";"))
    policy = {name: value for name, _space, value in parts}
    # A file that somebody sent runs and loads nothing at all, not even ours.
    wanted = SANDBOX if "/attachments/" in where and answer.status_code == 200 else POLICY
    framed, script = where.startswith("/widget") and "/widget.js" not in where, where.startswith("/widget.js")
    if framed:  # our own pages show it; others where an admin lists them (tests/widget)
        wanted = {**POLICY, "frame-ancestors": "'self'"}
    for name, value in wanted.items():
        assert policy[name] == value, (where, name)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["X-Frame-Options"] == ("SAMEORIGIN" if framed else "DENY"), where
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer"), where
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if script else "same-origin"), where
    assert "camera=()" in headers["Permissions-Policy"], where
    assert "Access-Control-Allow-Origin" not in headers, where
    assert headers["X-Request-Id"] != "-", where
    if answer.get_data():
        kind = headers["Content-Type"]
        assert not kind.startswith("text/") or "charset=utf-8" in kind.lower(), (where, kind)
    if personal or answer.status_code >= 400:
        assert headers["Cache-Control"] == "no-store", (where, headers["Cache-Control"])
    else:
        assert "Cache-Control" in headers, where
        assert headers["Cache-Control"] != "public", where


def test_every_address_answers_with_strict_headers(scene: Scene) -> None:
    trier = Trier(scene)
    checked = 0
    for rule, cases in TABLE.items():
        method, _, pattern = rule.partition(" ")
        if method != "GET":
            continue
        for values, _sent, _words in cases:
            path = address(scene, rule, values)
            for who in ("guest", "carla", "root"):
                answer = trier.client.get(path, headers=trier.headers_of(who))
                static = pattern.startswith(("/static", "/widget.js", "/brand", "/manifest", "/offline.js"))
                check(answer, who != "guest" and not static and answer.status_code < 300, f"{path} as {who}")
                checked += 1
    print(f"{checked} answers with strict headers")
    assert checked > 200


@pytest.fixture
def breaking(app: Askwell) -> Iterator[Askwell]:
    """A site on which some things go wrong."""

    def broken() -> str:
        raise RuntimeError("a secret of the machine room")

    app.add_url_rule("/broken", view_func=public(broken))
    app.add_url_rule("/api/v1/broken", endpoint="api_broken", view_func=public(broken))
    app.config["PROPAGATE_ERRORS"] = False
    yield app
    app.config["PROPAGATE_ERRORS"] = True


def test_every_error_is_a_page_with_strict_headers(
    breaking: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = breaking.test_client()
    key = {"Authorization": f"Bearer {key_of(breaking, cast.carla)}"}
    big = b"x" * (3 * 1024 * 1024)
    made: dict[str, tuple[int, Any]] = {
        "bad form": (400, client.post("/language", data={"language": "sv"})),
        "nothing there": (404, client.get("/nowhere")),
        "wrong method": (405, client.delete("/questions")),
        "too large": (
            413,
            client.post("/language", data=big, content_type="application/x-www-form-urlencoded"),
        ),
        "broken": (500, client.get("/broken")),
        "API without key": (401, client.post("/api/v1/questions", json={})),
        "API bad key": (401, client.get("/api/v1/topics", headers={"Authorization": "Bearer no"})),
        "API nothing there": (404, client.get("/api/v1/nowhere")),
        "API wrong method": (405, client.put("/api/v1/questions", headers=key)),
        "API too large": (
            413,
            client.post("/api/v1/questions", data=big, content_type="application/json", headers=key),
        ),
        "API not JSON": (415, client.post("/api/v1/questions", data="x", headers=key)),
        "API broken": (500, client.get("/api/v1/broken")),
    }
    from forum.accounts import sessions

    with breaking.app_context():
        cookie = sessions.start_for(cast.carla.id)
    client.set_cookie(sessions.COOKIE, cookie)
    made["not allowed"] = 403, client.get("/moderation")
    client.delete_cookie(sessions.COOKIE)
    for name in ("SEARCH", "API_READ"):
        monkeypatch.setattr(rate_limits, name, rate_limits.Limit(name, 1, 3600))
    for _ in range(4):
        made["too often"] = 429, client.get("/search?q=lamp")
        made["API too often"] = 429, client.get("/api/v1/search?q=lamp")
    for what, (status, answer) in made.items():
        assert answer.status_code == status, what
        check(answer, True, what)
        text = answer.get_data(as_text=True)
        assert "secret of the machine room" not in text
        assert "Traceback" not in text
        if what.startswith("API"):
            assert answer.content_type == "application/problem+json", what
            assert answer.get_json()["status"] == status
        else:
            assert answer.mimetype == "text/html", what
            assert text.count("<h1") == 1, what
        if status == 429:
            assert int(answer.headers["Retry-After"]) >= 1
        if status == 405:
            assert answer.headers["Allow"]
    print(f"{len(made)} kinds of errors")
    assert len(made) >= 15


def test_over_tls_browsers_are_told_to_stay_there(app: Askwell) -> None:
    secure = app.test_client().get("/", base_url="https://localhost")
    assert "max-age=63072000" in secure.headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in app.test_client().get("/").headers


def test_the_cookie_is_kept_from_scripts_and_other_sites(app: Askwell, cast: Cast) -> None:
    from forum.accounts import passwords
    from forum.accounts.models import Person
    from forum.core.db import db
    from tests.factories import site
    from tests.pages import Browser

    carla = cast.carla
    with site(app):
        db.session.get_one(Person, carla.id).password_hash = passwords.hashed("correct horse battery")
    browser = Browser(app)
    page = browser.get("/sign-in")
    form = dict(page.form("/sign-in").fields)
    sent = {**form, "email": "carla@example.com", "password": "correct horse battery"}
    answer = browser.client.post("/sign-in", data=sent)
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Domain=" not in cookie
    secure = app.test_client().post("/language", data={}, base_url="https://localhost")
    assert secure.status_code == 400
