"""A person without a mouse: only keys, and at each step what has the focus can be seen."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

STEPS_MAX = 150  # presses of Tab: more than any page has between its content and its end
#: What is wrong with the element that has the focus, for somebody who must see where they are (WCAG 2.4.7 and 2.4.11).
_UNSEEN = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return { who: "nothing", wrong: ["nothing has the focus"], at: -1 };
  const who = `${now.localName}#${now.id} ${(now.innerText ?? now.name ?? "").trim().slice(0, 40)}`;
  const wrong = [];
  const box = now.getBoundingClientRect();
  if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) wrong.push("is off the screen");
  const look = getComputedStyle(now);
  if ((look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2) && look.boxShadow === "none") {
    wrong.push("looks as if it had no focus");
  }
  const inside = (low, high, edge) => (Math.max(low, 0) + Math.min(high, edge)) / 2;
  const first = now.getClientRects()[0] ?? box; // a link over two lines has its middle beside it
  const x = inside(first.left, first.right, innerWidth), y = inside(first.top, first.bottom, innerHeight);
  const top = document.elementFromPoint(x, y);
  if (!wrong.length && !(top && (now.contains(top) || top.contains(now) || top.closest("label")?.control === now))) {
    wrong.push(`is covered by ${top?.outerHTML.slice(0, 80)}`);
  }
  return { who, wrong };
}"""
#: Whether the focus moved on in the order of the document.
_AFTER = (
    """([before, now]) => Boolean(before.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING)"""
)


class Keyboard:
    """The keys of a window. `to` walks to an element and fails where the focus cannot be seen on the way."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """One after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        """Into what has the focus."""
        self.page.keyboard.type(words)

    def seen(self) -> str:
        """What has the focus; fails unless it can be seen."""
        now: dict[str, Any] = self.page.evaluate(_UNSEEN)
        assert now["wrong"] == [], f"{self.page.url}: {now}"
        return str(now["who"])

    def skip(self) -> None:
        """From the top of a page to its content."""
        self.press("Tab")
        expect(self.page.locator(".skip")).to_be_focused()
        self.seen()
        self.press("Enter")
        expect(self.page.locator("main")).to_be_focused()

    def to(self, wanted: Locator, key: str = "Tab") -> None:
        """Press Tab (or Shift+Tab) until `wanted` has the focus."""
        expect(wanted).to_be_visible()
        passed = []
        for _step in range(STEPS_MAX):
            if wanted.evaluate("(one) => one === document.activeElement"):
                return
            self.press(key)
            passed.append(self.seen())
        raise AssertionError(f"{self.page.url}: never came to {wanted}: {passed}")

    def press_on(self, wanted: Locator, key: str = "Enter") -> None:
        """Walk there and press it."""
        self.to(wanted)
        self.press(key)

    def write(self, wanted: Locator, words: str) -> None:
        """Walk there and type."""
        self.to(wanted)
        self.type(words)

    def opened(self, heading: str | re.Pattern[str] | None = None) -> None:
        """A new page is there: its content is one press away."""
        if heading is not None:
            expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.page.wait_for_load_state()

    def sign_in(self, who: str) -> None:
        """Name and password, Enter."""
        self.page.goto("/sign-in")
        self.skip()
        self.write(self.page.get_by_label("E-mail"), f"{who}@example.com")
        self.write(self.page.get_by_label("Password", exact=True), "askwell-demo")
        self.press("Enter")
        expect(self.page.locator("details.menu").first).to_be_attached()
        self.page.wait_for_load_state()

    def walk(self) -> int:
        """From the first to the last, in the order of the document, and out again: how many stops there are."""
        self.page.evaluate("document.activeElement?.blur()")
        before = None
        for stops in range(STEPS_MAX * 3):
            self.press("Tab")
            if self.page.evaluate("document.activeElement === document.body"):
                return stops
            who = self.seen()
            now = self.page.evaluate_handle("document.activeElement")
            if before and not self.page.evaluate(_AFTER, [before, now]):
                if self.page.locator(".skip").evaluate("(one) => one === document.activeElement"):
                    return stops  # a browser without a frame goes on at the top
                raise AssertionError(f"{self.page.url}: the focus jumps back to {who}")
            before = now
        raise AssertionError(f"{self.page.url}: no way out")
