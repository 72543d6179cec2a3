"""Somebody on a slow line presses a button: it says that it works, once, on the button and aloud; then it rests again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import LiveSite, search
from tests.journeys.test_main_story import ARTICLE

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def carla(shop: LiveSite, person: Window) -> tuple[Page, list[Route]]:
    """Carla's browser, and what she sent: it stays on the way until the test lets it go on."""
    page, sent = person(), list[Route]()
    page.route(
        "**/*", lambda route: sent.append(route) if route.request.method == "POST" else route.continue_()
    )
    return page, sent


def test_a_form_that_takes_long_says_that_it_works(carla: tuple[Page, list[Route]]) -> None:
    page, _sent = carla
    page.goto("/sign-in")
    page.locator("main input[name=email]").fill("carla@example.com")
    page.locator("main input[name=password]").fill("not the right one")
    # The driver can't look at a page that is being left: the answer goes into a window of its own instead.
    page.evaluate("() => { document.querySelector('main form').target = '_blank'; }")
    press = page.get_by_role("main").get_by_role("button", name="Sign in", exact=True)
    expect(page.locator("#working")).to_be_empty()
    press.click()
    expect(press).to_have_attribute("aria-busy", "true")
    expect(page.locator("#working")).to_have_text("Working …")
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # left, and kept to come back to
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("#working")).to_be_empty()


def test_a_part_that_is_fetched_says_that_it_works(shop: LiveSite, carla: tuple[Page, list[Route]]) -> None:
    page, sent = carla
    found = search(shop, ARTICLE)
    page.goto(str(next(each["url"] for each in found if each["title"] == ARTICLE)))
    press = page.get_by_role("button", name="No", exact=True)
    press.click()
    expect(press).to_have_attribute("aria-busy", "true")
    expect(page.locator("#working")).to_have_text("Working …")

    sent[0].continue_()
    expect(page.get_by_role("heading", name="Why did it not help?")).to_be_visible()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(page.locator("#working")).to_be_empty()
