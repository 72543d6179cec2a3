"""Who signs out here signs out there, and the other way round."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import ECKey

from forum import Askwell
from forum.accounts.federated.proofs import LOGOUT_EVENT
from forum.core import clock
from tests.accounts.federated.elsewhere import CLIENT, KEYS, WAY, Elsewhere, carla, come, is_in, offer
from tests.factories import Cast
from tests.pages import Browser

NEW = carla(email="new@example.net")


def order(there: Elsewhere, **more: Any) -> dict[str, Any]:
    """What the provider says when Carla's session there has ended."""
    now = int(clock.now().timestamp())
    said = {"iss": there.url, "aud": CLIENT, "iat": now, "exp": now + 60, "jti": "1", "sub": "c-1"}
    return {k: v for k, v in (said | {"events": {LOGOUT_EVENT: {}}} | more).items() if v is not None}


def tell(app: Askwell, there: Elsewhere, claims: dict[str, Any], key: ECKey | None = None) -> int:
    token = there.sign(claims, key)
    return app.test_client().post(f"{WAY}/ended", data={"logout_token": token}).status_code


def test_signing_out_leads_to_the_provider(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = NEW
    come(browser, there)
    page = browser.submit(browser.get("/my/account"), "/sign-out")
    assert not is_in(browser)
    url = page.link("Go on to Example ID")
    assert page.response.headers["Refresh"] == f"0; url={url}"
    said = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert url.startswith(f"{there.url}/end?")
    assert (said["client_id"], said["post_logout_redirect_uri"]) == (CLIENT, "http://localhost/")
    assert said["id_token_hint"].count(".") == 2


@pytest.mark.parametrize("offered", [True, False])
def test_signing_out_here_works_whatever_the_provider_does(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser, offered: bool
) -> None:
    from forum.accounts.federated import discovery

    offer(app, cast, there)
    there.says = NEW
    come(browser, there)
    discovery.forget()
    if offered:
        there.answers["/.well-known/openid-configuration"] = (503, {}, b"")
    else:
        there.metadata = {"end_session_endpoint": None}
    assert browser.submit(browser.get("/my/account"), "/sign-out").path == "/"
    assert not is_in(browser)


def test_the_provider_ends_sessions_by_person_or_one_by_one(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    phone, desk, other = browser, Browser(app), Browser(app)
    there.says = NEW | {"sid": "phone"}
    come(phone, there)
    there.says = NEW | {"sid": "desk"}
    come(desk, there)
    there.says = carla(sub="d-1", email="dan@example.net", sid="phone")
    come(other, there)
    assert tell(app, there, order(there, sid="phone")) == 200
    assert (is_in(phone), is_in(desk), is_in(other)) == (False, True, True)
    come(phone, there)  # as Dan now, who is another person
    there.says = NEW | {"sid": "phone"}
    phone = Browser(app)
    come(phone, there)
    assert tell(app, there, order(there, jti="2")) == 200
    assert (is_in(phone), is_in(desk), is_in(other)) == (False, False, True)


def test_forged_and_repeated_orders_end_nothing(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = NEW
    now = int(clock.now().timestamp())
    for jti in ("1", "2"):
        come(browser, there)
        if jti == "1":
            assert tell(app, there, order(there)) == 200
            assert not is_in(browser)
    assert tell(app, there, order(there)) == 200  # the same again: nothing more to end
    assert is_in(browser)
    wrong: list[dict[str, Any]] = [
        {"iss": "https://evil.example"},
        {"aud": "another site"},
        {"iat": now - 3600},
        {"exp": now - 3600},
        {"events": None},
        {"events": {"http://example.com/other": {}}},
        {"nonce": "n"},
        {"jti": None},
        {"sub": None},
    ]
    for number, claims in enumerate(wrong):
        assert tell(app, there, order(there, **({"jti": f"w{number}"} | claims))) == 400, claims
    assert tell(app, there, order(there, jti="k"), ECKey.generate_key("P-256", {"kid": KEYS[0].kid})) == 400
    assert tell(app, there, there.claims("nonce") | {"jti": "id"}) == 400  # an ID token is no order
    assert app.test_client().post(f"{WAY}/ended").status_code == 400
    assert is_in(browser)
