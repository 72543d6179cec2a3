"""Forms that another site sends in a reader's name: every unsafe route refuses them, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forum import Askwell
from forum.config import LANGUAGES
from forum.core import forms
from forum.notifications import mailing
from tests.factories import Cast, site
from tests.pages import Browser
from tests.security.doors import TABLE
from tests.security.scene import Scene
from tests.security.tally import Tally
from tests.security.test_get_writes_nothing import state
from tests.security.test_matrix import Trier, address

#: Pressed by mail programs without a page of ours before (RFC 8058): the address is signed for this one deed.
# One by its address, one by the token in it, which a provider signs (tests/accounts/federated/test_leave.py).
SIGNED_ADDRESSES = {"POST /mail/ending/<secret>", "POST /sign-in/with/<slug>/ended"}
SAFE = {"GET", "HEAD", "OPTIONS"}

#: What browsers send, or do not, when another site makes them post. With a token that is good.
FROM_ELSEWHERE = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:8080"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
)


def _unsafe() -> Iterator[str]:
    """The rules of pages that write."""
    for rule in TABLE:
        method, _space, path = rule.partition(" ")
        if method not in SAFE and not path.startswith("/api/") and rule not in SIGNED_ADDRESSES:
            yield rule


def _bad_tokens(trier: Trier, who: str) -> list[dict[str, str]]:
    """Of nobody, of somebody else, of a guest, of a session of hers that ended, and one that was written upon."""
    good = trier.tokens[who]
    foreign = [
        trier.tokens["bob"],
        trier.tokens["guest"],
        trier.tokens["ended"],
        good[:-2] + "xx",
        good + "x",
    ]
    return [{}, {"csrf_token": ""}, *({"csrf_token": token} for token in foreign)]


def _ended_session(trier: Trier) -> None:
    """Root signed in and out again: that session's token."""
    browser = Browser(trier.scene.app).sign_in(trier.scene.people["root"])
    fields = dict(browser.get("/ask").form("/ask").fields)
    browser.submit(browser.get("/"), "/sign-out")
    trier.tokens["ended"] = fields["csrf_token"]


def test_no_form_is_taken_without_its_token_or_from_another_site(scene: Scene, tally: Tally) -> None:
    trier = Trier(scene)
    _ended_session(trier)
    scene.numbers.setdefault("session", 1), scene.numbers.setdefault("token", 1)
    before, refused, routes = state(scene.app), 0, 0
    for rule in _unsafe():
        values, sent, _answers = TABLE[rule][0]
        path, routes = address(scene, rule, values), routes + 1
        tries = [({**sent, **bad}, {}) for bad in _bad_tokens(trier, "root")]
        tries += [({**sent, "csrf_token": trier.tokens["root"]}, headers) for headers in FROM_ELSEWHERE]
        for data, headers in tries:
            answer = trier.client.open(
                path,
                method=rule.partition(" ")[0],
                data=data,
                headers={**trier.headers_of("root"), **headers, "HX-Request": "true"},
            )
            assert answer.status_code == 400, (path, data, headers, answer.status_code)
            refused += 1
    after = state(scene.app)
    assert not [name for name in before if before[name] != after[name]]
    tally("routes that write", routes)
    tally("forged forms refused", refused)


def _token(browser: Browser) -> str:
    return dict(browser.get("/ask").form("/ask").fields)["csrf_token"]


def test_what_another_site_filled_in_is_not_offered_to_be_sent(app: Askwell, cast: Cast) -> None:
    """The page of an old form holds what was typed, one press from being sent. A forged form must not become that."""
    browser = Browser(app).sign_in(cast.carla)
    sent = {"title": "Words of a stranger", "body": "Words of a stranger.", "csrf_token": _token(browser)}
    for language in LANGUAGES:
        headers = {"Accept-Language": language}
        old = browser.client.post("/ask", data={**sent, "csrf_token": "old"}, headers=headers)
        forged = browser.client.post("/ask", data=sent, headers={**headers, "Sec-Fetch-Site": "cross-site"})
        assert (old.status_code, forged.status_code) == (400, 400)
        assert "Words of a stranger" in old.get_data(as_text=True)
        assert "Words of a stranger" not in forged.get_data(as_text=True), language


def test_a_token_is_of_one_session_one_working_day_and_the_form(
    app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(app).sign_in(cast.carla)
    token = _token(browser)
    sent = {"language": "sv", "csrf_token": token}
    assert browser.post(f"/language?csrf_token={token}", {"language": "sv"}).status == 400
    # Beside the browser's own word that it was this site, the origin "null" says nothing.
    for own in ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}):
        assert browser.client.post("/language", data=sent, headers=own).status_code == 303
    with monkeypatch.context() as patch:
        patch.setattr(forms, "TOKEN_HOURS", -1)
        assert browser.post("/language", sent).status == 400
    browser.sign_in(cast.carla)
    assert browser.post("/language", sent).status == 400
    browser.sign_out()
    assert browser.post("/language", sent).status == 400


def test_the_api_takes_no_cookie_and_no_token_of_a_form(scene: Scene, tally: Tally) -> None:
    trier = Trier(scene)
    scene.numbers.setdefault("session", 1), scene.numbers.setdefault("token", 1)
    before, refused = state(scene.app), 0
    for rule, cases in TABLE.items():
        method, _space, pattern = rule.partition(" ")
        if method in SAFE or not pattern.startswith("/api/"):
            continue
        path = address(scene, rule, cases[0][0])
        for headers in (
            trier.headers_of("root"),
            {**trier.headers_of("root"), "X-CSRF-Token": trier.tokens["root"]},
        ):
            answer = trier.client.open(path, method=method, json=cases[0][1], headers=headers)
            assert answer.status_code == 401, (path, answer.status_code)
            refused += 1
    after = state(scene.app)
    assert not [name for name in before if before[name] != after[name]]
    tally("API calls with a cookie refused", refused)


def test_a_signed_address_of_a_mail_opens_for_its_own_secret_only(app: Askwell, cast: Cast) -> None:
    with site(app):
        secret = mailing.ending_address(cast.carla.id, "question:1").rpartition("/")[2]
        other = mailing.choices_address(cast.carla.id).rpartition("/")[2]
    client = app.test_client()
    for forged in ("x", secret[:-2] + "xx", secret + "x", other):
        assert client.post(f"/mail/ending/{forged}").status_code == 404, forged
    signed = {
        f"POST {rule.rule}"
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "signed_address", False)
    }
    assert signed == SIGNED_ADDRESSES
