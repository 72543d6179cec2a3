"""Carla is in a shop on another origin, careless about styles and strict about scripts: the help opens there, by keyboard
too, reads an answer in place, and asks in her name. Shops that nobody listed, and a site that is down, say so."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from forum.accounts.models import Person
from forum.core import choices
from forum.core.db import db
from forum.search.models import SearchRecord
from tests.factories import Cast, article, site
from tests.journeys.conftest import LiveSite
from tests.patience import until

pytestmark = pytest.mark.browser
EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples"
IN_DOCS = "http://127.0.0.1:8000"  # where the example says that the help is
TITLE = "How do I charge the doorbell?"
Window = Callable[..., Page]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_said: object) -> None:
        """Nothing."""


@dataclass
class Shop:
    """The example of the docs on an origin of its own: another name for this machine, another port."""

    live: LiveSite
    origin: str
    root_id: int

    def page(self, name: str = "shop.html") -> str:
        return f"{self.origin}/{name}"

    def list(self, *sites: str) -> None:
        with site(self.live.app):
            choices.change({"widget.sites": "\n".join(sites)}, by=db.session.get_one(Person, self.root_id))


@pytest.fixture(scope="module")
def shop(live: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    cast = Cast(live.app)
    number = article(
        live.app, cast, TITLE, "Press the **blue** clip and take the battery out. It charges in four hours."
    )
    folder = tmp_path_factory.mktemp("shop")
    text = (EXAMPLE / "shop.html").read_text(encoding="utf-8")
    assert text.count(IN_DOCS) == 3
    text = text.replace(IN_DOCS, live.url)
    (folder / "shop.html").write_text(text, encoding="utf-8")
    assert '<html lang="en">' in text
    (folder / "butik.html").write_text(text.replace('<html lang="en">', '<html lang="sv">'), encoding="utf-8")
    (folder / "shop.css").write_bytes((EXAMPLE / "shop.css").read_bytes())
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found = Shop(live, f"http://localhost:{server.server_port}", cast.root.id)
    found.list(found.origin)
    until(lambda: _finds(live, number), "the article in the index")
    yield found
    server.shutdown()
    server.server_close()


def _finds(live: LiveSite, number: int) -> bool:
    with urllib.request.urlopen(f"{live.url}/search?q=charge+doorbell") as answer:
        return f"/articles/{number}-" in answer.read().decode()


def opened(page: Page) -> FrameLocator:
    """Press the button; the frame when it is there."""
    page.get_by_role("button", name="Help").click()
    frame = page.frame_locator("askwell-help iframe")
    expect(frame.get_by_role("searchbox").or_(frame.get_by_role("combobox"))).to_be_visible()
    return frame


def test_carla_reads_and_asks_by_keyboard_alone(shop: Shop, person: Window) -> None:
    carla = person(width=1280)
    requests: list[str] = []
    carla.on(
        "request", lambda request: requests.append(request.url) if shop.live.url in request.url else None
    )
    carla.goto(shop.page())
    button = carla.get_by_role("button", name="Help")
    expect(button).to_be_visible()
    assert requests == [f"{shop.live.url}/widget.js"], "one request before it is opened"
    assert carla.locator("html").evaluate("(html) => html.scrollWidth <= innerWidth")

    button.focus()
    carla.keyboard.press("Enter")
    frame = carla.frame_locator("askwell-help iframe")
    box = frame.locator("#help-search")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("role", "combobox")
    dialog = carla.get_by_role("dialog", name="Help")
    expect(dialog).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    carla.keyboard.type("charge the door")
    expect(frame.get_by_role("option").first).to_contain_text("charge the door")
    carla.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(dialog).to_be_visible()

    carla.keyboard.type("bell")
    carla.keyboard.press("Enter")
    heading = frame.get_by_role("heading", level=1)
    expect(heading).to_have_text("1 result")
    expect(heading).to_be_focused()
    carla.keyboard.press("Tab")
    carla.keyboard.press("Enter")
    expect(heading).to_have_text(TITLE)
    expect(frame.get_by_text("It charges in four hours.")).to_be_visible()
    no = frame.get_by_role("button", name="No")
    while not no.evaluate("(button) => button === document.activeElement"):
        before = frame.locator(":focus").evaluate("(element) => element.outerHTML")
        carla.keyboard.press("Tab")
        assert frame.locator(":focus").evaluate("(element) => element.outerHTML") != before, "a trap"
    carla.keyboard.press("Enter")
    expect(heading).to_have_text("Thank you. Why did it not help?")
    expect(heading).to_be_focused()
    tick = frame.get_by_role("checkbox", name="Say which page I am on")
    expect(frame.locator("[data-page-shown]")).to_be_empty()
    tick.focus()
    carla.keyboard.press("Space")
    expect(frame.locator("[data-page-shown]")).to_have_text(shop.page())
    carla.keyboard.press("Space")
    expect(frame.locator("[data-page-shown]")).to_be_empty()
    carla.keyboard.press("Space")
    expect(frame.locator("[name=around]")).to_have_value(shop.page())
    frame.get_by_role("textbox", name="What did you miss?").fill("Does it charge while it hangs?")
    frame.get_by_role("textbox", name="Your e-mail address").fill("nora@example.com")
    frame.get_by_role("button", name="Ask a person of our team").press("Enter")
    expect(heading).to_have_text("Look in your mail")
    shop.live.post.wait_for("nora@example.com", "http")

    carla.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")

    def recorded() -> list[tuple[str, str]]:
        with shop.live.app.app_context():
            rows = (
                db.session.query(SearchRecord)
                .filter_by(source="widget")
                .order_by(SearchRecord.at, SearchRecord.id)
            )
            return [(row.query, row.outcome) for row in rows]

    until(lambda: recorded() == [("charge the doorbell", "asked")], "her search and what came of it")


def test_on_a_phone_it_fills_the_screen_without_cookies_and_in_her_language(
    shop: Shop, person: Window
) -> None:
    carla = person(width=360, lang="fr-FR")
    carla.goto(shop.page("butik.html"))
    carla.locator(".launch").click()
    frame = carla.frame_locator("askwell-help iframe")
    expect(frame.locator("html")).to_have_attribute("lang", "sv")
    size = carla.get_by_role("dialog").bounding_box()
    assert size is not None
    assert (size["x"], size["y"], size["width"], size["height"]) == (0, 0, 360, 900)
    carla.locator(".launch").evaluate("(button) => button.focus()")
    assert (
        carla.evaluate("document.querySelector('askwell-help').shadowRoot.activeElement?.className")
        != "launch"
    )
    assert frame.locator("html").evaluate("(html) => html.scrollWidth <= innerWidth")
    assert carla.context.cookies() == []
    carla.locator(".close").click()
    expect(carla.get_by_role("dialog")).to_be_hidden()


def test_messages_of_strangers_are_not_heard(shop: Shop, person: Window) -> None:
    carla = person()
    carla.goto(shop.page())
    frame = opened(carla)
    # The page itself says that the frame wants it closed, or asks where it is: only the frame may.
    carla.evaluate(
        """() => { for (const what of ["close", "page?"]) postMessage({ askwell: what }, "*"); }"""
    )
    # The page tells the frame where it is, unasked, and that it is somewhere else.
    frame.get_by_role("link", name="Ask a question").click()
    field = frame.locator("[name=around]")
    expect(frame.locator("[data-page-around]")).to_be_visible()
    tell = """(page) => document.querySelector("askwell-help").shadowRoot.querySelector("iframe").contentWindow
        .postMessage({ askwell: "page", page }, "*")"""
    carla.evaluate(tell, shop.page())
    frame.get_by_role("checkbox", name="Say which page I am on").check()
    expect(field).to_have_value(shop.page())
    for page in ("https://evil.example/", "javascript:alert(1)", f"{shop.origin}.evil.example/"):
        carla.evaluate(tell, page)
    frame.get_by_role("checkbox", name="Say which page I am on").uncheck()
    carla.evaluate(tell, shop.page())
    # Messages come in their order: after this one has been heard, all before it have.
    frame.locator("html").evaluate(
        "() => new Promise((heard) => { addEventListener('message', heard, { once: true }); postMessage('last', '*'); })"
    )
    expect(field).to_have_value("")
    expect(carla.get_by_role("dialog", name="Help")).to_be_visible()


def test_a_shop_that_nobody_listed_is_told_so(shop: Shop, person: Window) -> None:
    carla = person()
    shop.list("https://other.example")
    try:
        carla.goto(shop.page())
        carla.get_by_role("button", name="Help").click()
        expect(carla.get_by_role("alert")).to_contain_text("Our help can't be reached right now.")
        expect(carla.get_by_role("link", name="Open our help in a new tab")).to_have_attribute(
            "href", f"{shop.live.url}/"
        )
    finally:
        shop.list(shop.origin)
    carla.get_by_role("button", name="Try again").click()
    expect(carla.frame_locator("askwell-help iframe").locator("#help-search")).to_be_visible()
    expect(carla.get_by_role("alert")).to_be_hidden()


def test_when_the_site_is_down_the_panel_says_so(shop: Shop, person: Window) -> None:
    carla = person()
    carla.goto(shop.page())
    button = carla.get_by_role("button", name="Help")
    expect(button).to_be_visible()
    shop.live.kill_web()
    try:
        button.click()
        expect(carla.get_by_role("alert")).to_contain_text("Our help can't be reached right now.")
        carla.keyboard.press("Escape")
        expect(button).to_be_focused()
    finally:
        shop.live.start_web()
    button.click()
    expect(carla.frame_locator("askwell-help iframe").locator("#help-search")).to_be_visible()
