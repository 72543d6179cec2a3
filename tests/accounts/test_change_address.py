"""Carla has another address: whoever reads the old one agrees, whoever reads the new one proves it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from tests.accounts import mails
from tests.accounts.knowing import PASSWORD, with_passwords
from tests.factories import Cast, site
from tests.pages import Browser, Page

NEW = "carla@new.example.com"


@pytest.fixture
def cast(app: Askwell, cast: Cast) -> Cast:
    """Who is met here knows a password."""
    return with_passwords(app, cast, "carla")


def ask(browser: Browser, email: str = NEW, password: str = PASSWORD) -> Page:
    return browser.submit(
        browser.get("/my/account"), "Change address", email=email, address_password=password
    )


def sent(app: Askwell) -> dict[str, dict[str, Any]]:
    return {mail["to"]: mail for mail in mails.waiting(app)}


def address_of(app: Askwell, cast: Cast) -> str | None:
    with site(app):
        return db.session.get_one(Person, cast.carla.id).email


def press(browser: Browser, mail: dict[str, Any]) -> Page:
    return browser.submit(browser.get(mails.link(mail)), "I agree")


def test_both_sides_agree_and_every_browser_signs_in_anew(app: Askwell, cast: Cast, browser: Browser) -> None:
    ask(browser.sign_in(cast.carla))
    both, phone = sent(app), Browser(app)
    page = phone.get(mails.link(both[NEW]))
    assert address_of(app, cast) == "carla@example.com"  # opening changes nothing
    half = phone.submit(page, "I agree")
    assert "Now press the link in the mail to your other address" in half.text
    assert address_of(app, cast) == "carla@example.com"
    assert phone.get(mails.link(both[NEW])).status == 404
    press(phone, both["carla@example.com"])
    assert address_of(app, cast) == NEW
    assert browser.get("/my/account").path.startswith("/sign-in")
    phone.submit(phone.get("/sign-in"), "Sign in", email=NEW, password=PASSWORD)
    assert phone.get("/my/account").path == "/my/account"
    assert "goes to your new address from now on" in sent(app)["carla@example.com"]["text"]


def test_a_thief_with_the_session_alone_moves_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.carla)
    refused = ask(browser, password="not hers")
    assert (refused.status, "This is not your password" in refused.text) == (422, True)
    assert NEW in refused.html  # what was typed is there
    assert sent(app) == {}
    ask(browser)
    press(browser, sent(app)[NEW])
    assert address_of(app, cast) == "carla@example.com"  # she does not read the old mailbox


def test_an_address_that_somebody_has_gets_no_link_and_nobody_learns_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    said = ask(browser.sign_in(cast.carla), email=cast.bob.email or "").text
    both = sent(app)
    assert set(both) == {"carla@example.com"}
    press(browser, both["carla@example.com"])
    assert address_of(app, cast) == "carla@example.com"
    assert said == ask(browser, email="nobody@example.com").text


def test_links_of_an_older_wish_are_worth_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    ask(browser.sign_in(cast.carla))
    first = sent(app)
    ask(browser, email="third@example.com")
    assert browser.get(mails.link(first[NEW])).status == 404
    second = sent(app)
    press(browser, second["third@example.com"])
    with clock.moved(timedelta(hours=25)):
        assert Browser(app).get(mails.link(second["carla@example.com"])).status == 404
