"""Why is this first, and what if? Ana compares two results; Mo says what a search should find; Root tries other weights,
sees what they do, saves them and takes them back. With web servers and worker as real processes."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from forum.demo.load import load_demo
from tests.journeys.conftest import LiveSite
from tests.journeys.test_main_story import sign_in
from tests.patience import until

pytestmark = pytest.mark.browser
WORDS = "card declined abroad"
TITLE = "Card declined abroad: what to do when a payment fails while you travel"
ASKED = 12  # times a search is made again: more than enough to meet both web workers


@pytest.fixture(scope="module")
def shop(live: LiveSite) -> LiveSite:
    """The demo shop, running, its index in step."""
    load_demo(live.app)
    until(lambda: TITLE in _scores(live), "finding the demo")
    return live


def _scores(site: LiveSite) -> dict[str, float]:
    """What a guest's search gives: title -> score."""
    with urllib.request.urlopen(f"{site.url}/api/v1/search?q={quote_plus(WORDS)}&limit=10") as answer:
        return {result["title"]: float(result["score"]) for result in json.load(answer)["results"]}


def _everywhere(site: LiveSite) -> set[float]:
    return {round(_scores(site)[TITLE], 4) for _ in range(ASKED)}


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_weights_are_tried_saved_and_taken_back(
    shop: LiveSite, person: Callable[..., Page], script: bool
) -> None:
    # 1. Ana asks why, from the page of results.
    ana = person(javascript=script)
    sign_in(ana, "ana")
    ana.goto(f"/search?q={quote_plus(WORDS)}")
    ana.get_by_role("link", name="Compare two of them").click()
    side = ana.locator("#side")
    expect(side).to_contain_text("stands above")
    expect(side).to_contain_text("What decides:")
    ana.get_by_role("link", name="Why is it not first?").last.click()
    ana.locator("#side").get_by_text("By how much they decide").first.click()
    expect(ana.locator("#side").get_by_role("row")).not_to_have_count(0)
    expect(ana.get_by_label("Compare", exact=True)).to_be_visible()
    ana.goto("/moderation/weights")
    expect(ana.get_by_role("button", name="Try these weights")).to_have_count(0)

    # 2. Mo says what a search should find, on a phone.
    mo = person(javascript=script, width=360)
    sign_in(mo, "mo")
    mo.goto("/moderation/searches")
    words = f"kiosk refuses my card {'now' if script else 'again'}"
    mo.get_by_label("What people search").fill(words)
    mo.get_by_label("What answers it").fill(_address(shop))
    mo.locator("#new").get_by_role("button", name="Add").click()
    expect(mo.get_by_role("link", name=words)).to_be_visible()
    mo.get_by_role("button", name="Confirm").first.click()
    expect(mo.locator("body")).to_contain_text("Confirmed.")

    # 3. Root tries other weights; the worker does it while the site goes on; nothing changes for readers.
    root = person(javascript=script)
    sign_in(root, "root")
    before = _everywhere(shop)
    assert len(before) == 1
    root.goto("/moderation/weights")
    root.get_by_label("Visits", exact=True).fill("7")
    root.get_by_role("button", name="Try these weights").click()
    expect(root).to_have_url(f"{shop.url}/moderation/weights")  # the browser itself refuses
    root.get_by_label("Visits", exact=True).fill("0")
    root.get_by_label("Helped", exact=True).fill("0")
    root.get_by_role("button", name="Try these weights").click()
    done = root.get_by_role("button", name="Save these weights")
    if script:
        expect(done).to_be_visible()
    else:
        until(lambda: done.count() or root.get_by_role("link", name="Look again").click(), "trying them")
    expect(root.locator("#progress")).to_contain_text("Expected searches")
    assert _everywhere(shop) == before

    # 4. Saved with a reason: in force in every process.
    root.get_by_label("Why").fill("Visits feed themselves.")
    done.click()
    expect(root.locator("body")).to_contain_text("Visits feed themselves.")
    until(lambda: _everywhere(shop).isdisjoint(before), "ranking by them")
    now = _everywhere(shop)
    assert len(now) == 1
    assert max(now) < min(before)

    # 5. Taken back in one step; both stand in the log, and Ana reads who and why.
    root.get_by_role("button", name="Take this change back").click()
    expect(root.locator("body")).to_contain_text("Takes back change")
    until(lambda: _everywhere(shop) == before, "ranking as before")
    ana.goto("/moderation/log")
    expect(ana.locator("main")).to_contain_text("took back weights")
    expect(ana.locator("main")).to_contain_text("Visits feed themselves.")


def _address(site: LiveSite) -> str:
    """Of the article, as somebody would paste it."""
    with urllib.request.urlopen(f"{site.url}/api/v1/search?q={quote_plus(WORDS)}&limit=10") as answer:
        found = next(each["url"] for each in json.load(answer)["results"] if each["title"] == TITLE)
    return found if found.startswith("http") else f"{site.url}{found}"
