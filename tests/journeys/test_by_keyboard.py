"""The main story by people who have no mouse: Tab, Enter, Space, arrows and letters, in a real browser.

Carla searches, reads, says that it did not help, asks, votes, and asks a person; Bob answers; Ana replies from the desk and
flags an article as outdated; Mo publishes a revision. At each press the focus can be seen; no swap and no dialog loses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite, search
from tests.journeys.keys import Keyboard
from tests.journeys.test_main_story import ARTICLE

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
TITLE = "Card declined abroad at a toll booth of the ferry"


def test_the_main_story_by_keyboard(shop: LiveSite, person: Window) -> None:
    carla = person()
    keys = Keyboard(carla)
    _searches(carla, keys)
    _reads(carla, keys)
    address = _asks(carla, keys)
    _asks_a_person(carla, keys)
    _ana_answers(person())
    _bob_answers(person(), address)
    _votes_and_accepts(carla, keys, address)


def _searches(carla: Page, keys: Keyboard) -> None:
    carla.goto("/")
    keys.skip()
    box = carla.get_by_role("main").locator("input[name=q]")
    keys.write(box, "card declined abr")
    said = carla.get_by_role("main").locator(".search-box [role=status]")
    expect(said).to_have_text(re.compile(r"Suggestions: \d+\. Use the arrow keys\."))
    keys.press("ArrowDown")
    row = carla.get_by_role("option").first
    expect(row).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", f"{row.get_attribute('id')}")
    keys.press("Escape")
    expect(carla.get_by_role("option")).to_have_count(0)
    expect(box).to_be_focused()
    keys.type("oad")
    keys.press("Enter")
    carla.wait_for_url("**/search?*")
    expect(carla).to_have_title(re.compile("card declined abroad"))


def _reads(carla: Page, keys: Keyboard) -> None:
    keys.skip()
    keys.press_on(carla.get_by_role("main").get_by_role("link", name=ARTICLE).first)
    keys.opened(ARTICLE)
    keys.skip()
    keys.press_on(carla.get_by_role("button", name="No", exact=True))
    expect(carla.get_by_role("heading", name="Why did it not help?")).to_be_focused()
    keys.write(carla.get_by_label("What did you miss?"), "My card is a virtual one.")
    keys.press_on(carla.locator("#helped").get_by_role("button", name="Send"))
    expect(carla.locator("#helped")).to_be_focused()
    expect(carla.locator("#helped [role=status]")).to_contain_text("Thank you")


def _asks(carla: Page, keys: Keyboard) -> str:
    keys.sign_in("carla")
    carla.goto("/ask")
    keys.skip()
    keys.write(carla.get_by_label("Your question in one sentence"), TITLE)
    keys.write(carla.get_by_label("Details", exact=True), "It says *declined*, the shops take it.")
    expect(carla.locator(".suggested [role=status]")).to_have_text(re.compile(r"Similar questions: \d"))
    keys.write(carla.get_by_label("Topic"), "Orders")
    keys.press_on(carla.get_by_role("button", name="Post the question").last)
    keys.opened(TITLE)
    return carla.url


def _asks_a_person(carla: Page, keys: Keyboard) -> None:
    keys.skip()
    keys.press_on(carla.locator("summary").filter(has_text="Ask a person"))
    keys.press_on(carla.get_by_role("button", name="Ask a person now"))
    expect(carla.locator("#case")).to_contain_text("with our support team")


def _bob_answers(bob: Page, address: str) -> None:
    keys = Keyboard(bob)
    keys.sign_in("bob")
    bob.goto(address)
    keys.skip()
    keys.write(bob.get_by_label("What helps?"), "Switch on transit mode in the wallet.")
    keys.press_on(bob.get_by_role("button", name="Post the answer"))
    expect(bob.locator("#answers")).to_contain_text("transit mode")


def _votes_and_accepts(carla: Page, keys: Keyboard, address: str) -> None:
    carla.goto(address)
    keys.skip()
    answer = carla.locator("#answers article").filter(has_text="transit mode")
    up = answer.get_by_role("button", name="This helps").first
    keys.press_on(up, "Space")
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_be_focused()  # the new one, where the old one was
    keys.seen()
    keys.press_on(answer.get_by_role("button", name="This solved it"), "Space")
    expect(carla.locator("#answers .solution")).to_contain_text("transit mode")


def _ana_answers(ana: Page) -> None:
    keys = Keyboard(ana)
    keys.sign_in("ana")
    _menu_and_dialog(ana, keys)
    ana.goto("/desk?view=unassigned")
    keys.skip()
    keys.press_on(ana.get_by_role("link", name=TITLE))
    ana.wait_for_url("**/desk/cases/*")
    keys.skip()
    keys.press_on(ana.get_by_role("button", name="Take this case"))
    expect(ana.get_by_role("button", name="Take this case")).to_have_count(0)
    keys.write(ana.get_by_label("Your reply"), "We send it again today, from the keyboard.")
    keys.press_on(ana.get_by_role("button", name="Reply publicly"))
    expect(ana.locator("[id^=answer-]").last).to_contain_text("from the keyboard")


def test_an_article_is_flagged_and_corrected_by_keyboard(shop: LiveSite, person: Window) -> None:
    ana = person()
    keys = Keyboard(ana)
    keys.sign_in("ana")
    ana.goto(_article(shop))
    keys.skip()
    keys.press_on(ana.locator("summary").filter(has_text="Flag as wrong").first)
    outdated = ana.get_by_role("radio", name=re.compile("^Outdated")).first
    keys.to(ana.locator("input[type=radio][name=reason]").first)
    for _step in range(6):
        if outdated.is_checked():
            break
        keys.press("ArrowDown")
        keys.seen()
    expect(outdated).to_be_checked()
    keys.write(ana.get_by_label("Say it in a sentence").first, "The fee changed in spring.")
    keys.press_on(ana.get_by_role("button", name="Flag", exact=True).first)
    expect(ana.locator("main")).to_contain_text("The fee changed in spring.")

    # Mo corrects it.
    mo = person()
    keys = Keyboard(mo)
    keys.sign_in("mo")
    mo.goto(_article(shop))
    keys.skip()
    keys.press_on(mo.locator("main").get_by_role("link", name="Edit", exact=True).first)
    mo.wait_for_url("**/edit*")
    keys.skip()
    keys.to(mo.get_by_label("Answer", exact=True))
    keys.press("Control+End")
    keys.type(" It is true again.")
    keys.press_on(mo.get_by_role("button", name="Publish now"))
    expect(mo.locator("main")).to_contain_text("It is true again.")


def _article(site: LiveSite) -> str:
    found = next(one for one in search(site, "card declined abroad") if one["title"] == ARTICLE)
    return f"/articles/{str(found['id']).partition(':')[2]}"


def _menu_and_dialog(ana: Page, keys: Keyboard) -> None:
    summary = ana.locator("details.menu > summary").first
    keys.press_on(summary)
    keys.press("Tab")
    expect(ana.locator(".menu-list a").first).to_be_focused()
    keys.seen()
    keys.press("Escape")
    expect(summary).to_be_focused()
    expect(ana.locator(".menu-list").first).not_to_be_visible()

    ana.goto("/desk")
    keys.skip()
    keys.press("Tab")
    before = keys.seen()
    keys.press("?")
    dialog = ana.get_by_role("dialog")
    expect(dialog).to_be_visible()
    keys.press("Escape")
    expect(dialog).not_to_be_visible()
    assert keys.seen() == before


@pytest.mark.parametrize("path", ["/", "/search?q=card+declined", "/ask", "/questions"])
def test_nobody_is_held_on_a_page(shop: LiveSite, person: Window, path: str) -> None:
    nora = person()
    nora.goto(path)
    assert Keyboard(nora).walk() >= 15
