"""Sitemaps and robots.txt: all that is worth finding, in pieces, and nothing else."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from forum import Askwell
from forum.core import clock
from forum.feeds import queries
from tests.factories import Cast, answer, article, question, topic
from tests.feeds.test_heads import LONG, canonical, weak
from tests.pages import Browser

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def told(browser: Browser, path: str) -> dict[str, str | None]:
    """{path: when it changed} of a sitemap."""
    answered = browser.client.get(path)
    assert (answered.status_code, answered.mimetype) == (200, "application/xml")
    root = ET.fromstring(answered.data)
    return {
        (each.findtext(f"{S}loc") or "").removeprefix("http://localhost"): each.findtext(f"{S}lastmod")
        for each in root
    }


def test_the_sitemap_leads_to_all_that_is_worth_finding(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PIECE", 2)
    answered = question(app, cast.carla, "Answered & liked")
    answer(app, answered, cast.bob)
    question(app, cast.carla, "Young", LONG)
    question(app, cast.carla, "A hidden canary", LONG, hours_ago=30, hidden_at=clock.now())
    good = question(app, cast.carla, "Good one", LONG, hours_ago=30)
    topic(app, "nobody-asks", "Nobody asks")
    first = article(app, cast, "How do refunds work?")
    article(app, cast, "A draft canary", published=False)
    pieces = told(browser, "/sitemap.xml")
    assert list(pieces) == [
        "/sitemaps/pages.xml", "/sitemaps/questions-0.xml", "/sitemaps/questions-1.xml", "/sitemaps/articles-0.xml",
    ]  # fmt: skip
    assert all(
        re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", when or "") for when in list(pieces.values())[1:]
    )
    found = {path for piece in pieces for path in told(browser, piece)}
    assert f"/questions/{answered}-answered-liked" in found
    assert f"/questions/{good}-good-one" in found
    assert f"/articles/{first}-how-do-refunds-work" in found
    assert {"/", "/faq?lang=en", "/faq/orders?lang=en", "/questions?topic=orders"} <= found
    assert not [path for path in found if "canary" in path or "young" in path]
    for path in found:  # each leads to a page that says of itself: this is my address
        page = browser.get(path)
        assert page.status == 200
        assert (canonical(page.html), weak(page.html)) == (path, False)
    assert browser.client.get("/sitemaps/questions-7.xml").status_code == 404
    tag = browser.client.get("/sitemap.xml").headers["ETag"]
    assert browser.client.get("/sitemap.xml", headers={"If-None-Match": tag}).status_code == 304


def test_robots_are_told_where_not_to_look(browser: Browser) -> None:
    page = browser.client.get("/robots.txt")
    assert page.mimetype == "text/plain"
    lines = page.text.splitlines()
    assert {
        "User-agent: *",
        "Disallow: /my/",
        "Disallow: /desk",
        "Sitemap: http://localhost/sitemap.xml",
    } <= set(lines)
    assert "Disallow: /search" not in lines  # they must see that its pages are not to be shown
