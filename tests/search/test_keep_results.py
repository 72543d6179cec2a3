"""Carla and Dan search the same words: the results may be kept, but each has a search of their own."""

from __future__ import annotations

import gzip
import re

import pytest

from forum import Askwell
from forum.core import clock, guest_pages
from forum.core.db import db
from forum.core.errors import TooMany
from forum.core.rate_limits import Limit
from forum.search import signals, views
from forum.threads import actions as threads
from forum.threads.models import Question
from tests.factories import Cast, article, question, site
from tests.pages import Browser, Page
from tests.search.stage import records, results, search, work

SEARCHES = re.compile(r"\bs=([0-9a-f]{16})")


def kept(page: Page) -> bool:
    """Did the page come from memory?"""
    return page.response.headers.get("X-Kept") == "1"


def ids(page: Page) -> set[str]:
    """The searches that a page names."""
    return set(SEARCHES.findall(page.html))


def test_each_guest_has_a_search_of_their_own(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Card declined abroad")
    work(app)
    first, second = search(browser, "card declined"), search(Browser(app), "card declined")
    assert (kept(first), kept(second)) == (False, True)
    assert results(first) == results(second) != []
    assert len(ids(first)) == len(ids(second)) == 1
    assert ids(first) != ids(second)
    told = records(app)
    assert {r.id for r in told} == ids(first) | ids(second)
    assert told[0].shown == told[1].shown
    assert (told[0].query, told[0].total) == (told[1].query, told[1].total)


def test_what_is_hidden_or_indexed_is_in_force_at_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "My secret zirconium address")
    work(app)
    assert len(results(search(browser, "zirconium"))) == 1
    assert kept(search(browser, "zirconium"))
    question(app, cast.dan, "Another zirconium kettle")
    before = search(browser, "zirconium")
    assert not kept(before)
    work(app)  # no content changes here: only the index does
    assert len(results(search(browser, "zirconium"))) == 2
    with site(app):
        threads.hide(db.session.get_one(Question, asked), by=mo, because="Personal data.")
    assert len(results(search(browser, "zirconium"))) == 1


def test_hits_change_the_order_of_kept_results(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_pages, "COUNTS_SECONDS", 0.0)
    for _ in range(2):
        article(app, cast, "Zirconium kettle", "The same words.")
    work(app)
    first, second = results(search(browser, "zirconium kettle"))
    assert kept(search(browser, "zirconium kettle"))
    document = "article:" + second.removeprefix("/articles/").partition("-")[0]
    with site(app):
        signals.add_hits([(document, clock.now().timestamp())] * 40)
    page = search(browser, "zirconium kettle")
    assert not kept(page)
    assert results(page) == [second, first]


def test_hits_elsewhere_leave_kept_results(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_pages, "COUNTS_SECONDS", 0.0)
    article(app, cast, "Zirconium kettle")
    other = article(app, cast, "Card declined abroad")
    work(app)
    assert len(results(search(browser, "zirconium kettle"))) == 1
    with site(app):
        signals.add_hits([(f"article:{other}", clock.now().timestamp())])
    assert kept(search(browser, "zirconium kettle"))


def test_packed_results_name_each_readers_own_search(app: Askwell, cast: Cast) -> None:
    for number in range(3):
        article(app, cast, f"Card declined {number}")
    work(app)
    pages = [
        app.test_client().get("/search?q=card+declined", headers={"Accept-Encoding": "gzip"})
        for _ in range(3)
    ]
    assert [page.headers.get("X-Kept") for page in pages] == [None, "1", "1"]
    texts = [gzip.decompress(page.data).decode() for page in pages]
    named = [set(SEARCHES.findall(text)) for text in texts]
    assert [len(each) for each in named] == [1, 1, 1]
    assert len(set.union(*named)) == 3
    assert {SEARCHES.sub("", text) for text in texts} == {SEARCHES.sub("", texts[0])}
    told = records(app)
    assert {row.id for row in told} == set.union(*named)
    assert {(row.query, row.total, tuple(row.shown)) for row in told} == {
        (told[0].query, told[0].total, tuple(told[0].shown))
    }
    assert len(told[0].shown) == 3


def test_whoever_is_signed_in_gets_no_kept_results(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Card declined abroad")
    work(app)
    search(browser, "card declined")
    carla = Browser(app)
    carla.sign_in(cast.carla)
    assert not kept(search(carla, "card declined"))


def test_the_next_page_goes_on_with_the_search(app: Askwell, cast: Cast, browser: Browser) -> None:
    for number in range(12):
        article(app, cast, f"Card declined {number}")
    work(app)
    first = search(browser, "card declined")
    (mine,) = ids(first)
    for _ in range(2):
        assert ids(browser.get(f"/search?q=card+declined&s={mine}&page=2")) == {mine}


def test_kept_results_count_against_the_limit(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    article(app, cast, "Card declined abroad")
    work(app)
    monkeypatch.setattr(views.rate_limits, "SEARCH", Limit("search", 2, 60))
    app.config["PROPAGATE_ERRORS"] = False
    statuses = [browser.client.get("/search?q=card").status_code for _ in range(4)]
    assert statuses[:2] == [200, 200]
    assert statuses[-1] == TooMany.status
