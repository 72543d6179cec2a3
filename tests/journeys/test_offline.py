"""Nora writes on a train: the network goes away just as she sends. Nothing that she wrote is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.browser
TITLE = "Why does the <b>lamp</b> blink twice?"
BODY = 'It "blinks" & goes out.\nSince Monday </textarea> it does.'


def test_what_was_just_sent_is_kept_while_the_site_is_away(
    shop: LiveSite, person: Callable[..., Page]
) -> None:
    nora = person(width=360)
    nora.goto("/faq")
    kept = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert nora.evaluate(kept) == 0  # a reader's browser is given nothing to keep
    nora.goto("/ask")
    nora.wait_for_function("navigator.serviceWorker.ready.then((all) => all.active?.state === 'activated')")
    form = nora.locator("#ask")
    form.locator("input[name=title]").fill(TITLE)
    form.locator("textarea[name=body]").fill(BODY)
    form.locator("[name=topic]").select_option(index=1)
    form.locator("input[type=email]").fill("nora@example.com")

    shop.kill_web()
    nora.get_by_role("button", name="Post the question").last.click()
    expect(nora.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(nora.locator("#kept textarea").nth(0)).to_have_value(TITLE)
    expect(nora.locator("#kept textarea").nth(1)).to_have_value(BODY)
    assert nora.evaluate("document.documentElement.scrollWidth") <= 360
    ground = nora.locator("body").evaluate("(body) => getComputedStyle(body).fontFamily")
    assert "Segoe" in ground  # its sheets are kept with it

    shop.start_web()
    nora.get_by_role("button", name="Send it again").click()
    expect(nora.locator("main")).to_contain_text("Look in your mail")
    nora.goto("/ask")
    expect(nora.get_by_role("heading", level=1)).to_have_text("Ask a question")


def test_a_page_that_nobody_can_reach_says_so(shop: LiveSite, person: Callable[..., Page]) -> None:
    nora = person()
    nora.goto("/ask")
    nora.wait_for_function("navigator.serviceWorker.ready.then((all) => all.active?.state === 'activated')")
    shop.kill_web()
    nora.goto("/questions")
    expect(nora.get_by_role("heading", level=1)).to_have_text("You are offline")
    expect(nora.locator("#kept")).not_to_be_visible()
    shop.start_web()
    nora.get_by_role("link", name="Try again").click()
    expect(nora.get_by_role("heading", level=1)).to_have_text("Questions")
