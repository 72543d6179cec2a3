"""Carla asks in a real browser, with and without JavaScript: she reads what may answer it where she is, says what did not
help, joins an open question, fills in what the topic asks for, and once one of them solves it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core.db import db
from forum.topics import queries as topics
from forum.topics.fields import actions as fields
from tests.contracts.outside import eventually
from tests.factories import Cast, answer, article, question, site
from tests.journeys.conftest import PASSWORD, LiveSite, search

FIRST = "The kettle does not heat"
#: A key is pressed in the form: what its status says at that moment.
NEXT_KEY = """(status) => {
  status.closest("form").dispatchEvent(new Event("input"));
  return status.textContent;
}"""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shop(live: LiveSite) -> LiveSite:
    """Three texts about kettles; questions of orders are asked for a model."""
    cast = Cast(live.app)
    article(live.app, cast, "The kettle does not heat", "Press the **reset** knob below it.")
    solved = question(
        live.app, cast.bob, "My kettle does not heat at all", "It stays cold.", tags=("kettle",)
    )
    answer(live.app, solved, cast.dan, "The *fuse* was it.", accepted=True)
    question(live.app, cast.bob, "Kettle does not heat any more", "Since the update.", tags=("kettle",))
    people = cast.carla.id, cast.root.id
    with site(live.app):
        carla, root = (db.session.get_one(Person, number) for number in people)
        carla.password_hash = passwords.hashed(PASSWORD)
        fields.add(
            topics.to_change("orders", root), root,
            name={"en": "Model"}, help={}, kind="text", options=[], required=True, public=True,
        )  # fmt: skip
    assert eventually(lambda: len(search(live, "kettle heat")) == 3, 5)  # the worker builds the index
    return live


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("carla@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("details.menu").first).to_be_attached()


def begin(page: Page, script: bool, title: str = "My kettle does not heat") -> None:
    page.goto("/ask")
    page.get_by_label("Your question in one sentence").fill(title)
    page.get_by_label("Details", exact=True).fill("It is cold.")
    if not script:
        page.get_by_role("button", name="See what may answer it").click()
    expect(page.get_by_role("button", name=f"Read it here: {FIRST}", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_carla_asks(shop: LiveSite, person: Callable[..., Page], script: bool) -> None:
    carla = person(javascript=script, width=1280 if script else 360)
    sign_in(carla)
    begin(carla, script)
    if script:
        expect(carla.locator(".suggested [role=status]")).to_have_text(re.compile(r"Similar questions: \d"))
        carla.locator(".hints").get_by_role("button", name="Orders").click()
        expect(carla.get_by_label("Topic")).to_have_value("orders")

    # She reads one where she is: nothing she typed moves.
    carla.get_by_role("button", name=f"Read it here: {FIRST}", exact=True).click()
    expect(carla.locator(".read-here strong")).to_have_text("reset")
    if script:
        expect(carla.locator(".read-here")).to_be_focused()
        expect(carla.get_by_label("Details", exact=True)).to_have_value("It is cold.")

    # It did not help: it is gone, and she says why.
    carla.get_by_role("button", name=f"Tried, did not help: {FIRST}").click()
    expect(carla.get_by_role("button", name=f"Read it here: {FIRST}", exact=True)).to_have_count(0)
    carla.get_by_label("What was missing?").fill("Mine has no knob.")
    carla.get_by_role("button", name="Say it").click()
    expect(carla.locator(".tried")).to_contain_text("Thank you")

    # She asks all the same; the topic wants to know the model.
    if script:
        carla.get_by_label("Model").fill("K-200")
        expect(carla.locator("[data-draft-status]")).to_have_text("Saved")
        assert carla.locator("[data-draft-status]").evaluate(NEXT_KEY) == ""  # not true of what is typed now
        expect(carla.locator("[data-draft-status]")).to_have_text("Saved")
        carla.reload()  # what she typed, also there, is her draft
        expect(carla.get_by_label("Model")).to_have_value("K-200")
        carla.get_by_role("button", name="Post the question").click()
    else:
        carla.get_by_role("button", name="Change the text").click()
        carla.get_by_label("Topic").select_option("orders")
        carla.get_by_role("button", name="Post the question").click()
        expect(carla.locator("main")).to_contain_text("One step more")
        carla.get_by_label("Model").fill("K-200")
        carla.get_by_role("button", name="Post the question").click()
    expect(carla.get_by_role("heading", level=1)).to_have_text("My kettle does not heat")
    expect(carla.locator("main")).to_contain_text("K-200")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_carla_needs_not_ask(shop: LiveSite, person: Callable[..., Page], script: bool) -> None:
    carla = person(javascript=script)
    sign_in(carla)
    begin(carla, script, "A kettle that does not heat")
    carla.get_by_role("button", name="This solved it: My kettle does not heat at all").click()
    expect(carla).to_have_url(re.compile("/ask/solved"))
    expect(carla.get_by_role("heading", level=1)).to_contain_text("Good that it helped")
    begin(carla, script, "This kettle does not heat")
    carla.get_by_role("button", name="I have this too: Kettle does not heat any more").click()
    expect(carla.locator("body")).to_contain_text("You are one of them")
