"""Who may come in, what strangers learn, and where one goes afterwards."""

from __future__ import annotations

from datetime import timedelta

import argon2
import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts import passwords, session_rows, sessions
from forum.accounts.models import Person, SignInSession
from forum.core import clock
from forum.core.db import db
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser, Page

PASSWORD = "correct staple 42"


@pytest.fixture
def carla(app: Askwell, cast: Cast) -> Person:
    """Carla with a password."""
    with site(app):
        db.session.get_one(Person, cast.carla.id).password_hash = passwords.hashed(PASSWORD)
    return cast.carla


def sign_in(
    browser: Browser, email: str = "carla@example.com", password: str = PASSWORD, **more: str
) -> Page:
    return browser.submit(browser.get("/sign-in"), "Sign in", email=email, password=password, **more)


def raw_sign_in(browser: Browser, to: str) -> str:
    """Where the answer leads, without following it."""
    fields = dict(browser.get("/sign-in").form("/sign-in").fields)
    answer = browser.client.post(
        "/sign-in", data={**fields, "email": "carla@example.com", "password": PASSWORD, "next": to}
    )
    assert answer.status_code == 303
    return answer.location


def test_carla_signs_in_and_out(app: Askwell, browser: Browser, carla: Person) -> None:
    sign_in(browser)
    assert "Carla" in browser.get("/my/account").text
    cookie = browser.client.get_cookie(sessions.COOKIE)
    assert cookie is not None

    browser.submit(browser.get("/my/account"), "Sign out", button="Sign out")
    browser.client.set_cookie(sessions.COOKIE, cookie.value)  # a copy of the old cookie opens nothing
    assert browser.get("/my/account").path.startswith("/sign-in")


def test_signing_out_needs_a_press(browser: Browser, carla: Person) -> None:
    browser.sign_in(carla)
    assert browser.get("/sign-out").status == 405
    assert "My account" in browser.get("/my/account").text


def test_a_key_known_before_is_worth_nothing_after(app: Askwell, browser: Browser, carla: Person) -> None:
    browser.sign_in(carla)
    browser.submit(browser.get("/my/account"), "/sign-out")  # leaves a guest's session with a message
    browser.client.get("/")
    with site(app):
        db.session.execute(sa.delete(SignInSession))
        db.session.add(
            SignInSession(
                key_hash=session_rows.hashed("planted"),
                data={"_flashes": [["info", "hello"]]},
                created_at=clock.now(),
                seen_at=clock.now(),
            )
        )
    browser.client.set_cookie(sessions.COOKIE, "planted")

    fields = dict(browser.get("/sign-in").form("/sign-in").fields)
    browser.client.set_cookie(sessions.COOKIE, "planted")
    browser.client.post("/sign-in", data={**fields, "email": "carla@example.com", "password": PASSWORD})

    now = browser.client.get_cookie(sessions.COOKIE)
    assert now is not None
    assert now.value != "planted"
    with site(app):
        assert [s.person_id for s in db.session.scalars(sa.select(SignInSession))] == [carla.id]


def test_a_form_from_before_signing_in_is_not_good_after(browser: Browser, carla: Person) -> None:
    before = browser.get("/sign-in").form("/sign-in").fields
    sign_in(browser)

    page = browser.post("/my/account", {**dict(before), "name": "Mallory", "language": ""})
    assert page.status == 400
    assert "Mallory" in page.html  # kept, to be sent again by herself


def test_wrong_password_and_unknown_address_sound_the_same(browser: Browser, carla: Person) -> None:
    known = sign_in(browser, password="something else")
    unknown = sign_in(browser, email="xarla@example.com", password="something else")

    assert known.status == unknown.status == 422
    assert known.text == unknown.text
    assert "The address or the password is wrong." in known.text


def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    app: Askwell, browser: Browser, carla: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are looked at once, with a hash of the same cost: it is what takes the time."""
    work: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, stored: str, password: str) -> bool:
        work.append(argon2.extract_parameters(stored))
        return verify(hasher, stored, password)

    app.config["CHEAP_PASSWORDS"] = False
    with site(app):
        db.session.get_one(Person, carla.id).password_hash = passwords.hashed(PASSWORD)
    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    sign_in(browser, password="something else")
    known = work.copy()
    work.clear()
    sign_in(browser, email="xarla@example.com", password="something else")
    assert known == work
    assert [(used.memory_cost, used.time_cost) for used in work] == [(19456, 2)]


def test_an_old_hash_is_renewed_when_the_password_is_right(
    app: Askwell, browser: Browser, carla: Person
) -> None:
    app.config["CHEAP_PASSWORDS"] = False
    sign_in(browser)

    with site(app):
        assert "m=19456,t=2,p=1" in db.session.get_one(Person, carla.id).password_hash


def test_guesses_at_one_account_are_limited_wherever_they_come_from(app: Askwell, carla: Person) -> None:
    for number in range(10):
        browser = Browser(app)
        browser.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        assert sign_in(browser, password=f"guess number {number}").status == 422

    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = "198.51.100.99"
    refused = sign_in(browser)
    assert refused.status == 429
    assert int(refused.response.headers["Retry-After"]) > 0
    assert PASSWORD not in refused.html

    with clock.moved(timedelta(minutes=11)):
        assert sign_in(browser).status != 429


def test_signing_in_rightly_is_no_guess(app: Askwell, carla: Person) -> None:
    for _ in range(12):  # more than the guesses that one account has
        assert sign_in(Browser(app)).status == 200
    for _ in range(10):
        assert sign_in(Browser(app), password="another guess").status == 422
    assert sign_in(Browser(app)).status == 429


def test_guesses_from_one_address_are_limited_whoever_they_are_at(app: Askwell, browser: Browser) -> None:
    page = browser.get("/sign-in")
    statuses = [
        browser.submit(page, "Sign in", email=f"p{n}@example.com", password="guess guess").status
        for n in range(31)
    ]
    assert statuses == [422] * 30 + [429]


def test_the_unconfirmed_are_told_and_can_have_the_link_again(app: Askwell, browser: Browser) -> None:
    browser.submit(
        browser.get("/sign-up"), "Create account", name="Dan", email="dan@example.com", password=PASSWORD
    )
    told = sign_in(browser, email="dan@example.com")
    assert "is not confirmed yet" in told.text
    assert "is not confirmed yet" not in sign_in(browser, email="dan@example.com", password="wrong one").text

    browser.submit(told, "Send the link again")
    _, again = mails.waiting(app)
    browser.submit(browser.get(mails.link(again)), "Confirm my address")
    browser.sign_out()
    sign_in(browser, email="dan@example.com")
    assert "My account" in browser.get("/my/account").text


def test_the_suspended_hear_why_only_with_the_right_password(
    app: Askwell, browser: Browser, carla: Person
) -> None:
    with site(app):
        person = db.session.get_one(Person, carla.id)
        person.suspended_at, person.suspended_because = clock.now(), "Sold passwords"

    right = sign_in(browser)
    assert right.status == 403
    assert "Sold passwords" in right.text
    assert "Sold passwords" not in sign_in(browser, password="something else").text
    assert browser.get("/my/account").path.startswith("/sign-in")


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "///evil.example",
        "////evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "https:evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "%2f%2fevil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "https://localhost@evil.example/",
        "https://localhost.evil.example/",
        "/\r\nSet-Cookie: a=b",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(browser: Browser, carla: Person, to: str) -> None:
    where = raw_sign_in(browser, to)

    assert where.startswith("/")
    assert not where.startswith(("//", "/\\"))
    assert not any(ord(c) < 33 for c in where)


def test_one_goes_on_to_where_one_was_going(browser: Browser, carla: Person) -> None:
    assert raw_sign_in(browser, "/questions?topic=orders") == "/questions?topic=orders"
