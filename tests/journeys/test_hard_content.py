"""Words, names, tables and lists that a careless page would break on: nothing is wider than its window, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.accounts import sessions
from forum.accounts.models import Person
from tests.face.hard import ANSWERS, ARABIC, Hard, fill
from tests.factories import Cast
from tests.journeys.conftest import LiveSite

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
WIDTHS = (320, 1440, 360, 768)
#: What stands outside the window or is cut off by its own box; what is inside a box that scrolls may. Then: lines of text over others.
BROKEN = """() => {
  const wide = document.documentElement.clientWidth, found = []
  const scrolls = (one) => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement))
  for (const one of document.querySelectorAll("main *, header *, aside *")) {
    const style = getComputedStyle(one), box = one.getBoundingClientRect()
    if (!box.width || style.position === "absolute" || one.closest(".visually-hidden, .menu-list, select")) continue
    if ((box.right > wide + 1 || box.left < -1) && !scrolls(one.parentElement)) found.push(`outside: ${one.outerHTML.slice(0, 90)}`)
    const cuts = /hidden|clip/.test(style.overflowX) && !/INPUT|svg/.test(one.tagName)
    if (cuts && style.textOverflow !== "ellipsis" && one.scrollWidth > one.clientWidth + 1) found.push(`cut: ${one.outerHTML.slice(0, 90)}`)
  }
  for (const list of document.querySelectorAll(".tabs ul, .chips ul, .meta, .breadcrumb ol, .actions, .byline")) {
    const boxes = [...list.children].map((each) => each.getBoundingClientRect()).filter((box) => box.width)
    boxes.slice(1).forEach((box, n) => {
      if (box.left < boxes[n].right - 1 && box.top < boxes[n].bottom - 1) found.push(`over another: ${list.outerHTML.slice(0, 90)}`)
    })
  }
  if (document.documentElement.scrollWidth > wide) found.push(`${document.documentElement.scrollWidth} px wide`)
  return found.slice(0, 5)
}"""


@pytest.fixture(scope="module")
def cast(live: LiveSite) -> Cast:
    return Cast(live.app)


@pytest.fixture(scope="module")
def hard(live: LiveSite, cast: Cast) -> Hard:
    return fill(live.app, cast)


def come_in(live: LiveSite, page: Page, person: Person) -> Page:
    """Signed in without typing: the way in has stories of its own."""
    with live.app.app_context():
        key = sessions.start_for(person.id, browser="test")
    page.context.add_cookies([{"name": sessions.COOKIE, "value": key, "url": live.url}])
    return page


def test_nothing_is_too_wide_cut_off_or_on_top_of_another(
    live: LiveSite, cast: Cast, hard: Hard, person: Window
) -> None:
    windows = {"guest": person()} | {
        n: come_in(live, person(), getattr(cast, n)) for n in ("carla", "ana", "mo")
    }
    pages = [
        *[("guest", path) for path in (hard.question, hard.rtl, hard.article, "/questions", "/", "/faq")],
        *[("guest", hard.profiles[0]), ("carla", "/my/notices?page=2"), ("ana", hard.case), ("ana", "/desk")],
        *[
            ("mo", "/moderation"),
            ("mo", hard.article + "/history"),
            ("guest", f"/search?q={ARABIC}"),
            ("guest", "/tags"),
        ],
    ]
    broken = {}
    for number, (who, path) in enumerate(pages):
        window = windows[who]
        # The narrowest for each, and one of the others.
        for width in (320, WIDTHS[1 + number % 3]):
            window.set_viewport_size({"width": width, "height": 900})
            answer = window.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            if found := window.evaluate(BROKEN):
                broken[f"{path[:60]} at {width}"] = found
    assert broken == {}


def test_words_from_the_right_stand_at_the_right(hard: Hard, person: Window) -> None:
    reader = person(width=360)
    reader.goto(hard.rtl)
    sides = "(one) => getComputedStyle(one)"
    quote = reader.locator("#question blockquote")
    assert quote.evaluate(f"{sides}.borderRightWidth") == "3px"
    assert quote.evaluate(f"{sides}.borderLeftWidth") == "0px"
    for place in ("main h1", "#question .prose > p"):
        assert reader.locator(place).first.evaluate(f"{sides}.unicodeBidi") == "plaintext"
    reader.goto("/ask")
    title = reader.locator("#ask input[name=title]")
    title.fill(ARABIC)
    assert title.evaluate("(one) => one.matches(':dir(rtl)')")


def test_carla_finds_one_answer_of_three_hundred(hard: Hard, person: Window) -> None:
    carla = person(width=360)
    carla.goto(hard.question)
    expect(carla.locator("#answers .post").first).to_have_attribute("id", f"answer-{hard.solution}")
    assert carla.locator("#answers .post").count() < 50
    expect(carla.locator("#answers-title")).to_have_text(f"{ANSWERS} answers")

    carla.goto(f"/answers/{hard.on_page_two}")
    assert "page=" in carla.url
    expect(carla.locator(f"#answer-{hard.on_page_two}")).to_be_in_viewport()

    carla.get_by_role("navigation", name="Order of the answers").get_by_role("link", name="Newest").click()
    expect(carla.locator("#answers .post").nth(1)).to_have_attribute("id", f"answer-{hard.newest}")
