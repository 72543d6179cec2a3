"""Readers of an article, and a search that led one of them there."""

from __future__ import annotations

from forum import Askwell
from tests import factories
from tests.factories import Cast
from tests.pages import Browser, Page
from tests.search.stage import work

SEARCH = "refund abroad"


def article(app: Askwell, cast: Cast) -> str:
    """The address of an article."""
    return f"/articles/{factories.article(app, cast)}-how-do-refunds-work"


def searched(browser: Browser, words: str = SEARCH) -> str:
    """Search for these words; the id of the search."""
    work(browser.app)
    page = browser.get(f"/search?q={words.replace(' ', '+')}")
    fields = [v for form in page.reader.forms for k, v in form.fields if k == "s"]
    links = [href.partition("s=")[2][:16] for href, _ in page.reader.links if "s=" in href]
    found = [value[:16] for value in (*fields, *links) if len(value) >= 16]
    assert found, page.text
    return found[0]


def pressed(browser: Browser, path: str, words: str, search_id: str = "") -> Page:
    """Read the page (from a search), and press Yes or No."""
    address = f"{path}?s={search_id}-1" if search_id else path
    page = browser.get(address)
    browser.headers["Referer"] = f"http://localhost{address}"
    try:
        return browser.submit(page, "Yes, it helped", button=words)
    finally:
        del browser.headers["Referer"]
