"""One question that somebody could answer: on the first page, and after she answered another."""

from __future__ import annotations

import pytest

from forum import Askwell
from tests import factories
from tests.factories import Cast
from tests.routing import stage
from tests.routing.stage import ask, number, wait


@pytest.fixture(autouse=True)
def _solvers(app: Askwell, cast: Cast) -> None:
    stage.solvers(app, cast)


def test_bob_finds_one_he_could_answer_on_the_first_page_and_nobody_else_does(app, cast, browser):
    question = ask(app, cast)
    wait(app, 1)

    page = browser.sign_in(cast.bob).get("/")
    assert "One you could answer" in page.text
    assert "You solved one like it:" in page.text
    assert page.link("Card declined abroad on holiday").startswith(f"/questions/{question}-")
    for other in (cast.carla, cast.ana):
        assert "One you could answer" not in browser.sign_in(other).get("/").text
    assert "One you could answer" not in browser.sign_out().get("/").text


def test_an_invitation_leads_to_its_page_and_a_declined_one_is_offered_no_more(app, cast, browser):
    question = ask(app, cast, hours_ago=5)
    wait(app)
    page = browser.sign_in(cast.bob).get("/")
    address = f"/my/invitations/{number(app, question, cast.bob)}"
    assert page.link("Card declined abroad on holiday") == address

    browser.submit(browser.get(address), "/refusal", reason="time")

    assert "One you could answer" not in browser.get("/").text


def test_after_an_answer_there_is_one_more(app, cast, browser):
    first, second = ask(app, cast), ask(app, cast, "Card payment refused abroad in a hotel")
    wait(app, 1)
    page = browser.sign_in(cast.bob).get(f"/questions/{first}-x")
    assert "One you could answer" not in page.text

    page = browser.submit(page, "/answers", body="Call your bank, then try again.")

    assert "One you could answer" in page.text
    assert page.link("Card payment refused abroad in a hotel").startswith(f"/questions/{second}-")
    factories.answer(app, second, cast.eve, "I know it.")
    assert "One you could answer" not in browser.get(f"/questions/{first}-x").text
