"""What somebody's first page costs on a phone that has seen nothing of the site: bytes, requests, and nothing that jumps.

Counted, not timed: `benchmarks/page_load.py` measures how long it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.conftest import LiveSite
from tests.pages import Browser

pytestmark = pytest.mark.browser
BYTES_MAX = 100_000
REQUESTS_MAX = 15
SHIFT_MAX = 0.02
PHONE = 360
#: All shifts, also those right after a touch (which a page is forgiven): a reader's finger is on its way all the same.
WATCH = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shifts += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Visit:
    """One cold page: what came over the network."""

    window: Page
    sent: list[tuple[str, int]]

    def shifted(self) -> float:
        """How much has jumped so far, in the measure of the Layout Instability draft (0: nothing)."""
        self.window.evaluate(PAINTED)
        return float(self.window.evaluate("window.shifts"))


@pytest.fixture
def cold(person: Callable[..., Page]) -> Callable[[str], Visit]:
    """`cold(path)`: that page, as the first one that a phone loads."""

    def visit(path: str) -> Visit:
        window = person(width=PHONE)
        window.add_init_script(WATCH)
        came: list[Request] = []
        window.on("requestfinished", lambda request: came.append(request))
        window.goto(path, wait_until="networkidle")
        sent = []
        for each in came:
            size = each.sizes()
            sent.append((each.url, size["responseHeadersSize"] + size["responseBodySize"]))
        return Visit(window, sent)

    return visit


@pytest.mark.parametrize("kind", ["home", "results", "question", "article"])
def test_a_first_page_is_small_and_stands_still(
    shop: LiveSite, cold: Callable[[str], Visit], kind: str
) -> None:
    found = (
        Browser(shop.app).client.get("/api/v1/search?q=card+declined+abroad&limit=50").get_json()["results"]
    )
    paths = {each["kind"]: urlsplit(each["url"]).path for each in reversed(found)}
    paths |= {"home": "/", "results": "/search?q=card+declined+abroad"}
    visit = cold(paths[kind])

    assert sum(size for _, size in visit.sent) <= BYTES_MAX, visit.sent
    assert len(visit.sent) <= REQUESTS_MAX, visit.sent
    assert visit.shifted() < SHIFT_MAX
    assert visit.window.context.service_workers == []  # a reader's browser keeps nothing of us

    visit.window.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    assert visit.shifted() < SHIFT_MAX


def test_nothing_jumps_when_suggestions_open(shop: LiveSite, cold: Callable[[str], Visit]) -> None:
    visit = cold("/")
    box = visit.window.locator("#home-search")
    box.press_sequentially("card decl")
    expect(visit.window.get_by_role("option").first).to_be_visible()
    assert visit.shifted() < SHIFT_MAX


def test_nothing_jumps_when_similar_questions_come_beside_a_new_one(
    shop: LiveSite, cold: Callable[[str], Visit]
) -> None:
    visit = cold("/ask")
    visit.window.get_by_label("Your question in one sentence").press_sequentially("card declined abroad")
    expect(visit.window.locator("[data-suggestion]").first).to_be_visible()
    assert visit.shifted() < SHIFT_MAX


def test_a_press_before_the_script_is_there_waits_for_it(
    shop: LiveSite, cold: Callable[[str], Visit], person: Callable[..., Page]
) -> None:
    window = person(width=PHONE)
    window.goto("/search?q=card+declined+abroad")
    window.get_by_role("link", name="Card declined abroad").first.click()
    window.wait_for_load_state()
    window.evaluate("window.same = true")  # gone with the next whole page
    window.get_by_role("button", name="Yes, it helped").click()
    expect(window.get_by_role("heading", name="Thank you. Anything to add?")).to_be_visible()
    assert window.evaluate("window.same") is True
