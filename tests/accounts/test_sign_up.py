"""Carla makes an account: by a real mail, once, and nobody learns who has one."""

from __future__ import annotations

import email
import threading
from datetime import timedelta
from email.policy import default

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from forum import Askwell, create_app
from forum.accounts.models import Person
from forum.config import Settings
from forum.core import clock, jobs
from forum.core.db import db
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port

PASSWORD = "correct staple 42"


def sign_up(browser: Browser, address: str = "carla@example.com", **fields: str) -> Page:
    fields = {"name": "Carla", "password": PASSWORD, **fields}
    return browser.submit(browser.get("/sign-up"), "Create account", email=address, **fields)


def people(app: Askwell) -> list[Person]:
    with site(app):
        return list(db.session.scalars(sa.select(Person)))


class _Postbox:
    """Takes mail as a mail server does, and keeps it."""

    def __init__(self) -> None:
        self.messages: list[email.message.EmailMessage] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 taken"


def test_from_sign_up_to_sign_in_by_a_mail_that_was_really_sent(settings: Settings) -> None:
    postbox = _Postbox()
    port = free_port()
    server = Controller(postbox, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE_SECONDS)
    server.start()
    try:
        settings.mail_url = f"smtp://127.0.0.1:{port}"
        app = create_app(
            settings, TESTING=True, AFTERWARDS_INLINE=True, PROPAGATE_ERRORS=True
        )  # real argon2id
        browser = Browser(app)

        page = sign_up(browser, "Carla@Example.com")
        assert "We have written to Carla@example.com" in page.text
        with app.app_context():
            assert jobs.run_until_empty() == 1
    finally:
        server.stop()

    (mail,) = postbox.messages
    assert mail["To"] == "Carla@example.com"
    assert mail["Subject"] == "Confirm your address for Askwell"
    body = mail.get_body(("plain",))
    assert body is not None
    link = mails.link({"text": body.get_content()})

    welcome = browser.submit(browser.get(link), "Confirm my address")
    assert "Welcome, Carla. Your account is ready." in welcome.text

    browser.submit(welcome, "Sign out")
    assert "Sign in" in browser.get("/sign-in").text
    browser.submit(
        browser.get("/sign-in?next=/my/account"), "Sign in", email="CARLA@example.com", password=PASSWORD
    )
    assert "My account" in browser.get("/my/account").text
    (carla,) = people(app)
    assert carla.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_link_that_a_mail_scanner_opens_still_works_and_works_once(app: Askwell, browser: Browser) -> None:
    sign_up(browser)
    link = mails.link(mails.waiting(app)[0])

    for _ in range(2):
        assert browser.get(link).has_form("Confirm my address")
    assert people(app)[0].verified_at is None

    page = browser.get(link)
    browser.submit(page, "Confirm my address")
    browser.sign_out()
    again = browser.get(link)
    assert again.status == 404
    assert "This link has ended" in again.text


def test_a_link_ends_after_two_days(app: Askwell, browser: Browser) -> None:
    sign_up(browser)
    link = mails.link(mails.waiting(app)[0])

    with clock.moved(timedelta(hours=49)):
        assert browser.get(link).status == 404


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    assert cast.carla.email == "carla@example.com"

    known = sign_up(browser, "carla@example.com", name="Somebody")
    unknown = sign_up(browser, "xarla@example.com", name="Somebody")

    def bare(page: Page) -> str:
        return page.text.replace("carla@", "").replace("xarla@", "")

    assert known.status == unknown.status == 200
    assert bare(known) == bare(unknown)
    first, second = mails.waiting(app)
    assert first["subject"] == "You already have an account at Askwell"
    assert second["subject"] == "Confirm your address for Askwell"
    assert next(p for p in people(app) if p.id == cast.carla.id).name == "Carla"


def test_whoever_signed_up_first_with_an_address_of_mine_gets_nothing(app: Askwell, browser: Browser) -> None:
    """The account that a link opens has the name and password of the sign-up that sent this link."""
    sign_up(browser, name="Mallory", password="mallory knows this")
    sign_up(browser, name="Carla", password="carla alone knows")
    sign_up(browser, name="Mallory", password="mallory knows this")
    hers = mails.waiting(app)[1]

    page = browser.submit(browser.get(mails.link(hers)), "Confirm my address")
    assert "Welcome, Carla." in page.text
    browser.sign_out()

    wrong = browser.submit(
        browser.get("/sign-in"), "Sign in", email="carla@example.com", password="mallory knows this"
    )
    assert wrong.status == 422
    for other in (0, 2):
        assert browser.get(mails.link(mails.waiting(app)[other])).status == 404
    browser.submit(
        browser.get("/sign-in"), "Sign in", email="carla@example.com", password="carla alone knows"
    )
    assert "Carla" in browser.get("/my/account").text


def test_twenty_at_once_with_one_address_make_one_account(app: Askwell) -> None:
    token = Browser(app).get("/sign-up").form("Create account").fields
    answers: list[int] = []

    def one() -> None:
        answers.append(
            app.test_client()
            .post(
                "/sign-up",
                data={**dict(token), "name": "Carla", "email": "carla@example.com", "password": PASSWORD},
            )
            .status_code
        )

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(people(app)) == 1
    assert answers.count(200) == 5  # MAIL_TO: five mails an hour to one address
    assert answers.count(429) == 15
    assert len(mails.waiting(app)) == 5


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "carla", "This is not an e-mail address"),
        ("email", "carla@example.com, dan@example.com", "This is not an e-mail address"),
        ("email", "carla@exa mple.com", "This is not an e-mail address"),
        ("email", "a" * 250 + "@example.com", "This is not an e-mail address"),
        ("name", "", "Tell us the name"),
        ("name", "x" * 61, "At most 60 characters"),
        ("password", "short 1", "At least 8 characters"),
        ("password", "x" * 257, "At most 256 characters"),
        ("password", "password123", "Many people use this password"),
        ("password", "Summer2024!", "Many people use this password"),
        ("password", "abcdefghijkl", "Many people use this password"),
        ("password", "carla1234", "Many people use this password"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_field(
    app: Askwell, browser: Browser, field: str, value: str, sentence: str
) -> None:
    page = sign_up(browser, **{"address" if field == "email" else field: value})

    assert page.status == 422
    assert sentence in page.text
    assert people(app) == []
    if field != "password":
        assert PASSWORD not in page.html


def test_a_long_password_with_any_letters_is_taken_whole(app: Askwell, browser: Browser) -> None:
    long = "räksmörgås 漢字 " * 15
    sign_up(browser, password=long)
    browser.submit(browser.get(mails.link(mails.waiting(app)[0])), "Confirm my address")
    browser.sign_out()

    cut = browser.submit(browser.get("/sign-in"), "Sign in", email="carla@example.com", password=long[:-2])
    assert cut.status == 422
    browser.submit(browser.get("/sign-in"), "Sign in", email="carla@example.com", password=long)
    assert "My account" in browser.get("/my/account").text


def test_nobody_gives_themselves_a_role(app: Askwell, browser: Browser) -> None:
    sign_up(browser, role="admin", verified_at="2020-01-01", id="1", is_admin="1")

    (carla,) = people(app)
    assert carla.role == "customer"
    assert carla.verified_at is None
