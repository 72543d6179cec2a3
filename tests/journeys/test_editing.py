"""Ana writes while the server dies under her, in a real browser: what she typed is there when it is back."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite
from tests.journeys.test_main_story import sign_in

pytestmark = pytest.mark.browser


def test_what_is_typed_while_the_server_is_dead_is_there_when_it_is_back(
    shop: LiveSite, person: Callable[..., Page]
) -> None:
    ana = person()
    sign_in(ana, "ana")
    ana.goto("/articles/1")
    ana.get_by_role("link", name="Edit").first.click()
    text = ana.get_by_label("Answer", exact=True)
    before = text.input_value()
    status = ana.locator("[data-draft-status]")

    text.fill(before + "\n\nTyped while all was well.")
    expect(status).to_have_text("Saved")
    shop.kill_web()
    text.fill(before + "\n\nTyped while all was well.\n\nTyped while nobody listened.")
    expect(status).to_have_text("Not saved yet. Your text is kept in this tab.")
    shop.start_web()
    ana.reload()

    text = ana.get_by_label("Answer", exact=True)
    assert text.input_value().endswith("Typed while all was well.\n\nTyped while nobody listened.")
    if folder := os.environ.get("ASKWELL_PICTURES"):
        ana.screenshot(path=f"{folder}/edit.png", full_page=True)
    ana.get_by_role("button", name="Save as draft").click()
    expect(ana.get_by_text("Saved as a draft")).to_be_visible()
    ana.get_by_role("link", name="Edit").first.click()
    assert ana.get_by_label("Answer", exact=True).input_value().endswith("Typed while nobody listened.")


def test_marks_by_key_pictures_by_paste_and_links_by_search(
    shop: LiveSite, person: Callable[..., Page]
) -> None:
    ana = person(width=360)
    sign_in(ana, "ana")
    ana.goto("/articles/6")
    ana.get_by_role("link", name="Edit").first.click()
    text = ana.get_by_label("Answer", exact=True)
    expect(ana.get_by_role("button", name="Bold")).to_be_visible()

    text.fill("")
    text.press_sequentially("Open the ")
    text.press("Control+b")
    text.press_sequentially("menu")
    assert text.input_value() == "Open the **menu**"

    ana.get_by_role("button", name="Warning").click()
    assert text.input_value().endswith('**menu**\n\n!!! warning "Careful"\n    ')

    text.fill("See ")
    text.evaluate(PASTE)
    expect(text).to_have_value(re.compile(r"^See !\[\]\(/pictures/[0-9a-f]{32}\.webp\)$"))
    expect(ana.get_by_text("say what the picture shows")).to_be_visible()
    text.press_sequentially("The menu")
    ana.get_by_role("button", name="Preview", exact=True).click()
    expect(ana.get_by_role("img", name="The menu")).to_be_visible()

    text.fill("More in ")
    ana.locator("summary", has_text="Link").click()
    ana.get_by_label("Find an article or a question").fill("delivery times")
    ana.get_by_role("button", name="Delivery times and prices").click()
    expect(text).to_have_value(re.compile(r"^More in \[Delivery times and prices\]\(/articles/\d+-[\w-]+\)$"))


PASTE = """area => new Promise(done => {
  const canvas = document.createElement("canvas");
  canvas.width = 40; canvas.height = 20;
  canvas.toBlob(blob => {
    const data = new DataTransfer();
    data.items.add(new File([blob], "menu.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    done();
  });
})"""
