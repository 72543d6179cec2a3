"""Somebody with large letters, wide spacing, a narrow window, no wish for motion, or colours of their own reads every word."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite, search
from tests.journeys.test_main_story import sign_in

pytestmark = pytest.mark.browser
FIT = (Path(__file__).parent / "fit.js").read_text(encoding="utf-8")
#: WCAG 1.4.12, by its numbers.
SPACED = """
  * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
  p { margin-bottom: 2em !important; }
"""
#: What moves for longer than 10 ms.
MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const look = getComputedStyle(one);
  const longest = (times) => Math.max(...times.split(",").map(parseFloat));
  return longest(look.transitionDuration) > .01 || (look.animationName !== "none" && longest(look.animationDuration) > .01);
}).map((one) => one.outerHTML.slice(0, 80))"""


def _number(site: LiveSite, kind: str) -> str:
    found = search(site, "card declined abroad")
    return str(next(one["url"] for one in found if str(one["id"]).startswith(kind)))


def _seen(window: Page) -> dict[str, list[str]]:
    """What does not fit at 320 px, at twice the text size on a desk and on a phone, and spaced as WCAG has it."""
    found = {}
    large = "(size) => { document.documentElement.style.fontSize = size }"
    for name, width, size in (
        ("320 px", 320, ""),
        ("twice", 1280, "200%"),
        ("twice on a phone", 360, "200%"),
    ):
        window.evaluate(large, size)
        window.set_viewport_size({"width": width, "height": 1024})
        found[name] = window.evaluate(FIT)
    window.evaluate(large, "")
    window.evaluate(
        "(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets = [sheet] }",
        SPACED,
    )
    for width in (360, 1280):
        window.set_viewport_size({"width": width, "height": 1024})
        found[f"spaced, {width} px"] = window.evaluate(FIT)
    return {name: wrong for name, wrong in found.items() if wrong}


def test_every_word_is_there_in_large_letters(shop: LiveSite, person: Callable[..., Page]) -> None:
    wrong = {}
    article, thread = _number(shop, "article"), _number(shop, "question")
    for who, paths in {
        "": ("/", "/search?q=card+declined", article, "/faq/orders-delivery", "/ask", "/sign-in"),
        "carla": (thread, "/my/data"),
    }.items():
        window = person()
        window.emulate_media(reduced_motion="reduce")
        if who:
            sign_in(window, who)
        for path in paths:
            window.goto(path)
            if found := _seen(window):
                wrong[path] = found
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)


def test_the_check_sees_what_does_not_fit(shop: LiveSite, person: Callable[..., Page]) -> None:
    window = person()
    window.goto("/accessibility")
    window.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync("main h1 { width: 9px; overflow: hidden; white-space: nowrap } main h2 { margin-bottom: -2rem }"
          + "main .lead { white-space: nowrap; margin-left: 2000px }");
        document.adoptedStyleSheets = [sheet]; }"""
    )
    found = " ".join(window.evaluate(FIT))
    for words in ("px wide", "cut off", "lies on", "beyond the edge"):
        assert words in found


def test_nothing_moves_for_who_wants_none(shop: LiveSite, person: Callable[..., Page]) -> None:
    window = person()
    window.goto(_number(shop, "article"))
    assert window.evaluate(MOVING) != []  # else this would say nothing
    window.emulate_media(reduced_motion="reduce")
    assert window.evaluate(MOVING) == []


def test_colours_of_ones_own_keep_edges_and_focus(shop: LiveSite, person: Callable[..., Page]) -> None:
    window = person()
    window.emulate_media(forced_colors="active")
    window.goto(_number(shop, "article"))
    button = window.get_by_role("button", name="No", exact=True)
    box = window.locator("#site-search")
    for control in (button, box):
        assert control.evaluate("(one) => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1
        control.focus()
        window.keyboard.press("Shift+Tab")
        window.keyboard.press("Tab")
        assert control.evaluate("(one) => getComputedStyle(one).outlineStyle") == "solid"


def test_a_refused_form_says_what_is_wrong_and_where(shop: LiveSite, person: Callable[..., Page]) -> None:
    carla = person()
    sign_in(carla, "carla")
    carla.goto("/ask")
    before = carla.title()
    carla.get_by_label("Your question in one sentence").fill("Eh?")
    carla.locator("form#ask").evaluate("(form) => { form.noValidate = true }")
    carla.get_by_role("button", name="Post the question").last.click()
    summary = carla.locator(".form-errors")
    expect(summary).to_be_focused()
    assert carla.title() != before
    for link in summary.get_by_role("link").all():
        field = carla.locator(str(link.get_attribute("href")))
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(link.inner_text())))
    summary.get_by_role("link").first.press("Enter")
    expect(carla.locator(str(summary.get_by_role("link").first.get_attribute("href")))).to_be_focused()
