"""What was not signed by this provider, for us, now, and asked for in this browser opens nothing."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey

from forum import Askwell
from forum.accounts.federated import discovery
from forum.accounts.models import Person
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from tests.accounts.federated.elsewhere import CLIENT, KEYS, WAY, Elsewhere, carla, come, go, is_in, offer
from tests.factories import Cast, site
from tests.pages import Browser, Page

NEW = carla(email="new@example.net")


def part(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def unsigned(there: Elsewhere, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}."


def signed_with_our_secret(there: Elsewhere, claims: dict[str, Any]) -> str:
    """HS256 with what everybody may read: the public key, as text."""
    signed = f"{part({'alg': 'HS256', 'kid': KEYS[0].kid})}.{part(claims)}"
    mac = hmac.digest(KEYS[0].as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def signed_by_another(there: Elsewhere, claims: dict[str, Any]) -> str:
    return there.sign(claims, ECKey.generate_key("P-256", {"kid": KEYS[0].kid}))


def bent(there: Elsewhere, claims: dict[str, Any]) -> str:
    head, _body, end = there.sign(claims).split(".")
    return f"{head}.{part(claims | {'sub': 'root'})}.{end}"


NOW = "now"
CLAIMS: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "another site"},
    "another audience, our party": {"aud": "another site", "azp": CLIENT},
    "several audiences, no party": {"aud": [CLIENT, "another site"]},
    "another party": {"aud": [CLIENT, "another site"], "azp": "another site"},
    "another party alone": {"azp": "another site"},
    "another nonce": {"nonce": "of yesterday"},
    "no nonce": {"nonce": None},
    "expired": {"exp": (NOW, -120)},
    "no end": {"exp": None},
    "from the future": {"iat": (NOW, 600)},
    "not yet": {"nbf": (NOW, 600)},
    "nobody": {"sub": None},
    "nobody's name": {"sub": ""},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}
TOKENS: list[Callable[[Elsewhere, dict[str, Any]], str]] = [
    unsigned,
    signed_with_our_secret,
    signed_by_another,
    bent,
    lambda _there, _claims: "not a token",
]


def test_tokens_that_are_not_for_us_now_open_nothing(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    for name, claims in CLAIMS.items():
        now = int(clock.now().timestamp())
        bending = {
            key: now + value[1] if isinstance(value, tuple) else value for key, value in claims.items()
        }
        there.says = NEW | bending
        page = come(browser, there)
        assert (page.path, is_in(browser)) == ("/sign-in", False), name
        assert "Signing in with Example ID did not work." in page.text, name
    for forge in TOKENS:
        there.says = NEW
        address = go(browser)
        nonce = address.partition("nonce=")[2].partition("&")[0]
        there.token = forge(there, there.claims(nonce))
        browser.get(f"{WAY}/back?{there.signed_in(address)}")
        assert not is_in(browser), forge
    with site(app):
        assert db.session.query(Person).filter_by(email="new@example.net").count() == 0
        entry = (
            db.session.query(AuditEntry).filter_by(did="sign-in refused").one()
        )  # one an hour, however many
        assert (entry.target, entry.detail["why"]) == ("sign-in", "there")
    there.token = None
    there.says = NEW | {
        "aud": [CLIENT],
        "iat": int(clock.now().timestamp()) + 30,
    }  # a clock that is a little fast
    come(browser, there)
    assert is_in(browser)


def test_an_answer_counts_once_in_the_browser_that_asked(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = NEW
    query = there.signed_in(go(browser))
    thief = Browser(app)

    def tried(by: Browser, query: str) -> Page:
        page = by.get(f"{WAY}/back?{query}")
        assert not is_in(by)
        return page

    tried(thief, query)  # whoever overheard the address
    go(thief)
    tried(thief, query)  # and went there too: the state is another
    cookie = browser.client.get_cookie("askwell_on_the_way", path="/sign-in/with")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    assert "c-1" not in cookie.value
    browser.get(f"{WAY}/back?{query}")
    assert is_in(browser)
    asked = len(there.asked)
    thief.client.set_cookie("askwell_on_the_way", cookie.value, path="/sign-in/with")
    tried(thief, query)  # all of it a second time
    assert len(there.asked) == asked


def test_an_answer_that_comes_too_late_or_from_another_provider_is_refused(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = NEW
    query = there.signed_in(go(browser))
    browser.get(f"{WAY}/back?{query}&iss=https://evil.example")
    assert not is_in(browser)
    there.metadata = {"authorization_response_iss_parameter_supported": True}
    discovery.forget()
    come(browser, there)
    assert not is_in(browser)  # it says that it always names itself, and did not
    browser.get(f"{WAY}/back?{there.signed_in(go(browser))}&iss={there.url}")
    assert is_in(browser)


def test_somebody_elses_particulars_are_not_taken(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = {"sub": "c-1"}
    there.info = carla(sub="r-1", email="new@example.net")
    come(browser, there)
    assert not is_in(browser)
    # Nor is one address taken for proven because another one is.
    there.says = {"sub": "c-1", "email": "new@example.net"}
    there.info = carla(email="mine@example.net")
    assert come(browser, there).path == "/sign-in/waiting"
    there.says, there.info = {"sub": "c-1"}, NEW
    come(Browser(app), there)
    with site(app):
        assert db.session.query(Person).filter_by(email="new@example.net").count() == 1


def test_claims_give_nothing_but_what_is_asked_of_them(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    wanted = {c.name: "admin" for c in Person.__table__.c if c.name not in ("email", "name")}
    there.says = wanted | NEW | {"role": "admin", "roles": ["admin"], "groups": ["admin"], "is_admin": True}
    come(browser, there)
    with site(app):
        person = db.session.query(Person).filter_by(email="new@example.net").one()
        assert (person.role, person.trust_level, person.vouched_at, person.title) == ("customer", 0, None, "")


def test_keys_that_changed_are_looked_up_but_not_for_every_forgery(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(app, cast, there)
    there.says = NEW
    come(browser, there)
    there.key, there.shown = KEYS[1], [KEYS[1]]
    come(Browser(app), there)
    assert there.asked.count("/keys") == 1  # a moment ago: not again so soon
    monkeypatch.setattr(discovery, "ROTATED_SECONDS", 0)
    again = Browser(app)
    come(again, there)
    assert is_in(again)
    assert there.asked.count("/keys") == 2
    there.key = KEYS[0]  # which was withdrawn
    late = Browser(app)
    come(late, there)
    assert not is_in(late)


def test_what_is_carried_there_and_back_is_old_after_ten_minutes(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from forum.accounts.federated import sealed

    with site(app):
        carried = sealed.carried({"state": "s"})
        assert sealed.brought_back(carried, 600) == {"state": "s"}
        assert sealed.brought_back(carried[:-4] + "AAA=", 600) is None
        monkeypatch.setattr(
            "time.time", lambda: clock.now().timestamp() + timedelta(minutes=11).total_seconds()
        )
        assert sealed.brought_back(carried, 600) is None
