"""Somebody on a slow line presses a button: it says that it works, once, on the button and aloud; then it rests again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.conftest import LiveSite, search
from tests.journeys.test_main_story import ARTICLE, sign_in

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
LONG_MS = 5_000  # by the page's own clock


def _slow(page: Page) -> list[Route]:
    """What is sent from here stays on the way, until the story lets it go on."""
    sent: list[Route] = []
    page.context.route(
        "**/*", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_()
    )
    return sent


def _works(press: Locator) -> None:
    expect(press).to_have_attribute("aria-busy", "true")
    expect(press.page.locator("#working")).to_have_text("Working …")


def _rests(page: Page) -> None:
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("#working")).to_be_empty()


def test_a_form_that_takes_long_says_that_it_works(shop: LiveSite, person: Window) -> None:
    carla = person()
    carla.goto("/sign-in")
    _slow(carla)
    # The driver can't look at a page that is being left: the answer goes into a window of its own instead.
    carla.evaluate("() => { document.querySelector('main form').target = '_blank'; }")
    carla.get_by_label("E-mail").fill("carla@example.com")
    carla.get_by_label("Password", exact=True).fill("not the right one")
    _rests(carla)
    press = carla.get_by_role("main").get_by_role("button", name="Sign in", exact=True)
    press.click()
    _works(press)
    # Nor does its browser keep pages to come back to: it is told what one would be told.
    carla.evaluate("() => { dispatchEvent(new Event('pagehide')); }")
    _rests(carla)


def test_a_part_that_is_fetched_says_that_it_works(shop: LiveSite, person: Window) -> None:
    carla = person()
    found = search(shop, ARTICLE)
    carla.goto(str(next(each["url"] for each in found if each["title"] == ARTICLE)))
    sent = _slow(carla)
    press = carla.get_by_role("button", name="No", exact=True)
    press.click()
    _works(press)
    sent[0].continue_()
    expect(carla.get_by_role("heading", name="Why did it not help?")).to_be_visible()
    _rests(carla)


def test_a_button_that_fetches_by_itself_says_so_too(shop: LiveSite, person: Window) -> None:
    ana = person()
    sign_in(ana, "ana")
    ana.goto("/desk/cases/3")
    sent = _slow(ana)
    ana.locator("#f-q").fill("refund")
    press = ana.locator("#fits").get_by_role("button", name="Look for articles, questions and macros")
    press.click()
    _works(press)
    sent[0].continue_()
    expect(ana.locator("#fits a").filter(has_text="refund").first).to_be_visible()
    _rests(ana)


def test_closing_a_window_of_the_page_is_no_work(shop: LiveSite, person: Window) -> None:
    ana = person()
    ana.clock.install()
    sign_in(ana, "ana")
    ana.goto("/desk")
    ana.keyboard.press("?")
    ana.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(ana.get_by_role("dialog")).to_be_hidden()
    ana.clock.run_for(LONG_MS)
    _rests(ana)
