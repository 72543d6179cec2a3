"""Carla looks for an answer, in a real browser, with and without JavaScript: suggestions, corrections, the answer on
top, what says the same in one entry, reading on, and what happens where nothing is found."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from forum.core import clock
from forum.core.db import db, may_write
from forum.search import learning, offered, settling, signals
from forum.search.models import ResultList, SearchRecord
from tests.factories import Cast, answer, article, question
from tests.journeys.conftest import LiveSite
from tests.patience import until

pytestmark = pytest.mark.browser

HOW = "Open the lid and press the red button for ten seconds."
OFFER = "payment refused abroad"


@pytest.fixture(scope="module")
def shop(live: LiveSite) -> LiveSite:
    """A site with answers, and five visitors who searched and were satisfied."""
    cast = Cast(live.app)
    reset = article(live.app, cast, "Reset the kettle", f"This helps when it hangs.\n\n{HOW}")
    asked = question(live.app, cast.dan, "My kettle hangs, how do I reset it", "It shows three dots.")
    answer(live.app, asked, cast.bob, f"See [Reset the kettle](/articles/{reset}-x).", accepted=True)
    article(
        live.app, cast, "When a payment is refused", "Cards are refused abroad until payments abroad are on."
    )
    for number in range(24):
        question(live.app, cast.dan, f"Grinder question number {number}", "It grinds.")
    until(lambda: "grinder-question-number-23" in _get(live, "/search?q=grinder+number+23"))
    for number in range(5):
        _satisfied(live, f"Mozilla/5.0 (visitor {number})")
    until(lambda: _recorded(live) == 5)
    with live.app.app_context():
        may_write.set(True)
        earlier = {"at": clock.now() - learning.SETTLED - timedelta(minutes=1)}
        db.session.execute(sa.update(SearchRecord).where(SearchRecord.query == OFFER).values(**earlier))
        db.session.commit()
        settling.settle()
        learning.learn_settled()
        offered.gather()
        db.session.commit()
    until(lambda: OFFER in _get(live, "/search/suggest?q=refused"))
    return live


def _get(live: LiveSite, path: str, agent: str = "Mozilla/5.0 (somebody)") -> str:
    request = urllib.request.Request(live.url + path, headers={"User-Agent": agent})
    with urllib.request.urlopen(request) as said:
        return str(said.read().decode())


def _satisfied(live: LiveSite, agent: str) -> None:
    before = _searches(live)
    page = _get(live, "/search?q=" + OFFER.replace(" ", "+"), agent)
    until(lambda: _searches(live) > before)  # nobody opens a result in the moment it is written
    first = page.partition('href="/articles/')[2].partition('"')[0]
    _get(live, "/articles/" + first, agent)


def _searches(live: LiveSite) -> int:
    with live.app.app_context():
        return db.session.query(SearchRecord).filter_by(query=OFFER).count()


def _kept(live: LiveSite, order: str) -> bool:
    with live.app.app_context():
        return db.session.get(ResultList, order) is not None


def _recorded(live: LiveSite) -> int:
    with live.app.app_context():
        opened = [r.opened for r in db.session.query(SearchRecord).filter_by(query=OFFER)]
    return sum(1 for each in opened if each)


def _search(carla: Page, words: str) -> None:
    carla.goto("/search")
    carla.locator("main input[name=q]").fill(words)
    carla.get_by_role("main").get_by_role("button", name="Search").click()


def _entries(carla: Page) -> list[str]:
    return [str(link.get_attribute("href")).partition("?")[0] for link in carla.locator(".row-title a").all()]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_carla_finds_the_answer(shop: LiveSite, person: Callable[..., Page], script: bool) -> None:
    carla = person(javascript=script, width=360)

    # A search of others and an answer, told apart; the search leads to its results.
    if script:
        carla.goto("/")
        box = carla.locator("main input[name=q]")
        box.click()
        box.press_sequentially("refused", delay=20)
        options = carla.get_by_role("option")
        expect(options).to_have_count(2)
        expect(options.nth(0)).to_contain_text(OFFER)
        expect(options.nth(0).locator(".badge")).to_have_text("Search")
        expect(options.nth(1)).to_contain_text("When a payment is refused")
        box.press("ArrowDown")
        box.press("Enter")
        expect(carla).to_have_url(f"{shop.url}/search?q=" + OFFER.replace(" ", "+"))
    else:
        _search(carla, OFFER)
    expect(carla.locator(".row-title").first).to_contain_text("When a payment is refused")

    # The answer stands on top, with its question in the same entry.
    _search(carla, "how do I reset the kettle")
    top = carla.locator(".result.answer")
    expect(top).to_have_count(1)
    expect(top.locator(".answer-text")).to_contain_text(HOW)
    expect(top.locator("time")).to_be_visible()
    also = top.locator(".result-also a")
    expect(also).to_have_text("My kettle hangs, how do I reset it")
    assert len(_entries(carla)) == len(set(_entries(carla)))
    also.click()
    expect(carla.get_by_role("heading", level=1)).to_contain_text("My kettle hangs")

    # A slip is mended, said, and taken back.
    _search(carla, "kettel reset")
    expect(carla.locator(".did-you-mean")).to_have_text(
        "Showing results for kettle reset. Search instead for kettel reset."
    )
    carla.locator(".did-you-mean").get_by_role("link", name="kettel reset").click()
    expect(carla.get_by_text("No page has the word “kettel”.")).to_be_visible()
    expect(carla.locator("main input[name=q]")).to_have_value("kettel reset")
    carla.locator(".did-you-mean").get_by_role("link", name="kettle reset").click()
    expect(carla.locator(".did-you-mean")).to_have_count(0)
    expect(carla.locator(".result.answer")).to_have_count(1)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_carla_reads_on_while_others_open_what_she_reads(
    shop: LiveSite, person: Callable[..., Page], script: bool
) -> None:
    carla = person(javascript=script)
    _search(carla, f"grinder {'question' if script else 'questions'}")
    further = parse_qs(urlsplit(carla.locator(".pager a[rel=next]").get_attribute("href") or "").query)
    until(lambda: _kept(shop, further["list"][0]))  # written a moment later: people read a page first
    seen = [*_entries(carla)]
    last = int(seen[-1].split("/")[2].partition("-")[0])
    with shop.app.app_context():
        may_write.set(True)
        signals.add_hits([(f"question:{last + n}", clock.now().timestamp()) for n in range(5)] * 80)
        db.session.commit()
    for _ in range(2):
        carla.locator(".pager a[rel=next]").click()
        expect(carla.locator(".pager a[rel=prev]")).to_be_visible()
        seen += _entries(carla)
    grinders = [href for href in seen if "grinder" in href]
    assert len(grinders) == len(set(grinders)) == 24


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_where_nothing_is_found_carla_asks_without_typing_anew(
    shop: LiveSite, person: Callable[..., Page], script: bool
) -> None:
    carla = person(javascript=script, width=360)
    _search(carla, "flurble zonkified whistles")
    expect(carla.get_by_text("Nothing found for “flurble zonkified whistles”")).to_be_visible()
    expect(carla.get_by_text("No page has any of the words “flurble”, “zonkified”")).to_be_visible()
    carla.get_by_role("link", name="Ask this question").first.click()
    expect(carla.locator("input[name=title]")).to_have_value("flurble zonkified whistles")

    carla.goto("/help/reset-the-kettle")
    expect(carla.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(carla.locator("main input[name=q]")).to_have_value("reset the kettle")
    carla.get_by_role("main").get_by_role("button", name="Search").click()
    expect(carla.locator(".row-title").first).to_contain_text("Reset the kettle")


def test_half_composed_words_are_not_searched(shop: LiveSite, person: Callable[..., Page]) -> None:
    yuki = person(lang="ja")
    asked: list[str] = []
    yuki.on("request", lambda r: asked.append(r.url) if "/search/suggest" in r.url else None)
    yuki.clock.install()
    yuki.goto("/")
    box = yuki.get_by_role("main").locator("input[name=q]")
    box.focus()
    expect(box).to_have_attribute("role", "combobox")
    keys = yuki.context.new_cdp_session(yuki)
    for half in ("s", "し", "しh", "しはr"):
        keys.send(
            "Input.imeSetComposition", {"text": half, "selectionStart": len(half), "selectionEnd": len(half)}
        )
    expect(box).to_have_value("しはr")
    yuki.clock.run_for(2000)
    assert asked == []
    with yuki.expect_request("**/search/suggest*"):
        keys.send("Input.imeSetComposition", {"text": "しはらい", "selectionStart": 4, "selectionEnd": 4})
        yuki.clock.run_for(2000)  # kana alone are words already
    with yuki.expect_request("**/search/suggest*"):
        keys.send("Input.insertText", {"text": "支払い"})
        yuki.clock.run_for(2000)
    assert len(asked) == 2


def test_no_page_of_results_is_wider_than_a_small_phone(shop: LiveSite, person: Callable[..., Page]) -> None:
    carla = person(width=320)
    for words in ("reset the kettle", "kettel reset", "flurble " + "zonk" * 60, "grinder question"):
        carla.goto("/search?q=" + words.replace(" ", "+"))
        assert carla.locator("html").evaluate("(html) => html.scrollWidth") <= 320, words
