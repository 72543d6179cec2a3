"""What the scripts add for people who have them: each works with a keyboard, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from forum.demo.load import PASSWORD, load_demo
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
PAGES = ("/", "/search?q=return", "/questions", "/faq", "/ask", "/sign-in", "/no-such-page")


@pytest.fixture(scope="module")
def demo(live: LiveSite) -> LiveSite:
    """The site with its demo: pages with something on them."""
    assert load_demo(live.app)
    return live


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.locator(".menu")).to_be_visible()


def test_an_address_of_an_entry_opens_it(demo: LiveSite, person: Window) -> None:
    carla = person()
    carla.goto("/faq")
    address = carla.locator("main a[href^='/faq/']").first.get_attribute("href")
    carla.goto(f"{address}")
    entries = carla.locator("details.faq-entry")
    first, last = (one.get_attribute("id") for one in (entries.first, entries.last))
    carla.goto(f"{address}?lang=en#{last}")
    expect(carla.locator(f"#{last} .faq-body")).to_be_visible()
    expect(carla.locator(f"#{first} .faq-body")).not_to_be_visible()
    carla.evaluate("name => { location.hash = name }", first)
    expect(carla.locator(f"#{first} .faq-body")).to_be_visible()


def test_carla_finds_an_article_by_typing_and_arrow_keys(demo: LiveSite, person: Window) -> None:
    carla = person()
    carla.goto("/")
    box = carla.get_by_role("main").locator("input[name=q]")
    box.focus()
    carla.keyboard.type("return som")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert carla.get_by_role("option").count() >= 1

    carla.keyboard.press("ArrowDown")
    chosen = carla.get_by_role("option").first
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")

    carla.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("return som")

    carla.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    carla.keyboard.press("ArrowDown")
    wanted = carla.get_by_role("option").first.get_attribute("data-href")
    carla.keyboard.press("Enter")
    carla.wait_for_url(f"**{wanted}")


def test_letters_on_their_way_to_becoming_hanzi_ask_nothing(demo: LiveSite, person: Window) -> None:
    wang = person(lang="zh-CN")
    asked: list[str] = []
    wang.on("request", lambda r: asked.append(r.url) if "/search/suggest" in r.url else None)
    wang.clock.install()
    wang.goto("/")
    box = wang.get_by_role("main").locator("input[name=q]")
    box.focus()
    expect(box).to_have_attribute("role", "combobox")
    keys = wang.context.new_cdp_session(wang)
    keys.send("Input.imeSetComposition", {"text": "tuihuo", "selectionStart": 6, "selectionEnd": 6})
    expect(box).to_have_value("tuihuo")
    wang.clock.run_for(2000)
    with wang.expect_request("**/search/suggest*"):
        keys.send("Input.insertText", {"text": "退货"})
        wang.clock.run_for(2000)
    assert len(asked) == 1
    assert "tuihuo" not in asked[0]


def test_dan_chooses_dark_and_the_next_page_comes_dark(demo: LiveSite, person: Window) -> None:
    dan = person()
    dan.goto("/")
    dan.get_by_role("button", name="Dark colours").click()
    expect(dan.locator("html")).to_have_attribute("data-theme", "dark")

    answer = dan.goto("/faq")
    assert answer is not None
    assert 'data-theme="dark"' in answer.text()
    dan.get_by_role("button", name="Light colours").click()
    expect(dan.locator("html")).to_have_attribute("data-theme", "light")


def test_a_draft_is_saved_while_carla_types_and_is_there_when_she_returns(
    demo: LiveSite, person: Window
) -> None:
    carla = person()
    sign_in(carla, "carla")
    carla.goto("/ask")
    carla.locator("#ask textarea[name=body]").fill("The lamp **blinks** twice and goes out.")
    expect(carla.locator("[data-draft-status]")).to_have_text("Saved")

    carla.goto("/ask")
    expect(carla.locator("#ask textarea[name=body]")).to_have_value("The lamp **blinks** twice and goes out.")


def test_words_typed_before_the_script_came_are_saved_too(demo: LiveSite, person: Window) -> None:
    dan = person()
    sign_in(dan, "dan")
    held: list[Route] = []
    dan.route("**/js/autosave.js*", lambda route: held.append(route))
    with dan.expect_request("**/js/autosave.js*"):
        dan.goto("/ask")
    dan.locator("#ask textarea[name=body]").fill("My doorbell rings by itself.")
    held[0].continue_()
    expect(dan.locator("[data-draft-status]")).to_have_text("Saved")
    dan.goto("/ask")
    expect(dan.locator("#ask textarea[name=body]")).to_have_value("My doorbell rings by itself.")


def test_what_a_guest_types_stays_in_the_tab(demo: LiveSite, person: Window) -> None:
    guest = person()
    guest.goto("/ask")
    title = guest.locator("#ask input[name=title]")
    title.fill("Where is the invoice of my second order?")
    # The form says so itself, a moment after the last key.
    guest.locator("#ask").evaluate(
        "(form) => new Promise((kept) => form.addEventListener('askwell:saved', () => kept(true), { once: true }))"
    )
    guest.goto("/faq")
    guest.goto("/ask")
    expect(title).to_have_value("Where is the invoice of my second order?")


def test_the_preview_follows_the_typing(demo: LiveSite, person: Window) -> None:
    carla = person()
    sign_in(carla, "carla")
    carla.goto("/questions")
    carla.locator(".row-title a").first.click()
    text = carla.locator("form#answer textarea[name=body]")
    text.fill("It is **bold**.")
    button = carla.get_by_role("button", name="Preview")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(carla.locator("[data-preview-here] strong")).to_have_text("bold")
    text.fill("It is *slanted*.")
    expect(carla.locator("[data-preview-here] em")).to_have_text("slanted")


def test_the_account_menu_closes_by_escape_and_gives_the_focus_back(demo: LiveSite, person: Window) -> None:
    ana = person()
    sign_in(ana, "ana")
    menu = ana.locator(".menu")
    menu.locator("summary").press("Enter")
    expect(menu.get_by_role("link", name="My questions")).to_be_visible()
    ana.keyboard.press("Tab")
    ana.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="My questions")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_no_page_is_wider_than_a_small_phone(demo: LiveSite, person: Window, javascript: bool) -> None:
    page = person(javascript=javascript, width=320)
    for path in PAGES:
        page.goto(path)
        width = page.locator("html").evaluate("(html) => html.scrollWidth")
        assert width <= 320, path
