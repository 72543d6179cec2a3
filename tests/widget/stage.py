"""A shop that an admin listed, and what the frame says there."""

from __future__ import annotations

from urllib.parse import quote

from forum import Askwell
from forum.accounts.models import Person
from forum.core import choices
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser, Page

SHOP = "https://shop.example"


def listed(app: Askwell, cast: Cast, *sites: str) -> None:
    """Root lists these sites."""
    root = cast.root.id
    with site(app):
        choices.change({"widget.sites": "\n".join(sites)}, by=db.session.get_one(Person, root))


def frame(browser: Browser, path: str = "/widget", shop: str = SHOP, **asked: str) -> Page:
    """A page of the frame as the shop shows it."""
    more = "".join(f"&{name}={quote(value)}" for name, value in asked.items())
    return browser.get(f"{path}?site={quote(shop, safe='')}{more}")


def framers(page: Page) -> str:
    """Who may show it, as browsers are told."""
    policy = page.response.headers["Content-Security-Policy"]
    return str(policy.partition("frame-ancestors ")[2].partition(";")[0])
