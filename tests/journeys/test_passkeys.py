"""Ana makes a passkey and signs in with it, in a real browser with an authenticator that keeps keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from forum.demo.load import PASSWORD
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.browser


def with_keys(page: Page) -> CDPSession:
    """Give her browser a place for passkeys, unlocked by her finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def by_name(shop: LiveSite, path: str) -> str:
    """Browsers make passkeys for names only."""
    return shop.url.replace("127.0.0.1", "localhost") + path


def test_a_passkey_alone_or_after_the_password(shop: LiveSite, person: Callable[..., Page]) -> None:
    ana: Any = person(width=360)
    with_keys(ana)

    def password(then: str) -> None:
        ana.goto(by_name(shop, "/sign-in"))
        form = ana.locator("form[action='/sign-in']")
        form.get_by_label("E-mail address").fill("ana@example.com")
        form.get_by_label("Password").fill(PASSWORD)
        form.get_by_role("button", name="Sign in").click()
        ana.wait_for_url(f"**{then}")

    password("/")
    ana.goto(by_name(shop, "/my/account/second"))
    form = ana.locator("[data-passkey=create]")
    form.get_by_label("Name of the passkey").fill("Ana's phone")
    form.get_by_label("Password now").fill(PASSWORD)
    form.get_by_role("button", name="Make a passkey").click()
    expect(ana.get_by_text("Your recovery codes")).to_be_visible()
    expect(ana.get_by_text("Ana's phone", exact=True)).to_be_visible()

    ana.context.clear_cookies()
    password("/sign-in/second")
    ana.get_by_role("button", name="Use my passkey").click()
    ana.wait_for_url("**/")

    ana.context.clear_cookies()
    ana.goto(by_name(shop, "/sign-in?next=/desk"))
    answers: list[dict[str, str]] = []
    ana.on(
        "request",
        lambda request: answers.append(request.post_data_json) if request.method == "POST" else None,
    )
    ana.get_by_role("button", name="Use a passkey").click()
    ana.wait_for_url("**/desk")

    # The same answer a second time, by whoever overheard it.
    thief: Any = person()
    thief.goto(by_name(shop, "/sign-in"))
    token = thief.locator("form[action='/sign-in'] input[name=csrf_token]").first.input_value()
    overheard = next(each["credential"] for each in answers if each and each.get("credential"))
    assert json.loads(overheard)["type"] == "public-key"
    sent = thief.request.post(
        by_name(shop, "/sign-in/passkey"),
        form={"csrf_token": token, "credential": overheard},
        max_redirects=0,
    )
    assert (sent.status, sent.headers["location"]) == (303, "/sign-in")
    thief.goto(by_name(shop, "/my/account"))
    assert "/sign-in" in thief.url
