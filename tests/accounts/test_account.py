"""What Carla sets about herself: name, language, password, where she is signed in, keys."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.browsers import describe
from forum.accounts.models import ApiToken, Person
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser

PASSWORD = "correct staple 42"
NEW = "a new one, longer"


@pytest.fixture
def carla(app: Askwell, cast: Cast) -> Person:
    """Carla with a password."""
    with site(app):
        db.session.get_one(Person, cast.carla.id).password_hash = passwords.hashed(PASSWORD)
    return cast.carla


def test_name_and_language(app: Askwell, browser: Browser, carla: Person) -> None:
    browser.sign_in(carla)
    page = browser.submit(browser.get("/my/account"), "Save", name="  Carla   C. ", language="fr")

    assert page.reader.lang == "fr"
    assert "Carla C." in page.text
    assert browser.submit(page, "/my/account", button="Save", name="", language="xx").status == 422


def test_a_changed_password_ends_the_other_sessions(app: Askwell, browser: Browser, carla: Person) -> None:
    other = Browser(app).sign_in(carla)
    browser.sign_in(carla)
    before = browser.client.get_cookie("askwell_session")
    page = browser.submit(browser.get("/my/account"), "Change password", password=PASSWORD, new_password=NEW)

    assert "Your new password holds" in page.text
    assert other.get("/my/account").path.startswith("/sign-in")
    after = browser.client.get_cookie("askwell_session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    fresh = Browser(app)
    fresh.submit(fresh.get("/sign-in"), "Sign in", email="carla@example.com", password=NEW)
    assert "My account" in fresh.get("/my/account").text


def test_the_password_now_must_be_right(app: Askwell, browser: Browser, carla: Person) -> None:
    other = Browser(app).sign_in(carla)
    browser.sign_in(carla)
    page = browser.submit(
        browser.get("/my/account"), "Change password", password="guess guess", new_password=NEW
    )

    assert page.status == 422
    assert "This is not your password." in page.text
    assert "My account" in other.get("/my/account").text


def test_passwords_are_not_shown_when_a_form_comes_back(browser: Browser, carla: Person) -> None:
    browser.sign_in(carla)
    refused = browser.post("/my/account/password", {"password": PASSWORD, "new_password": NEW, "note": "a b"})

    assert refused.status == 400
    assert PASSWORD not in refused.html
    assert NEW not in refused.html


def test_she_sees_and_ends_her_sessions_and_nobody_elses(
    app: Askwell, browser: Browser, carla: Person, cast: Cast
) -> None:
    phone = Browser(app).sign_in(carla)
    tablet = Browser(app).sign_in(carla)
    bob = Browser(app).sign_in(cast.bob)
    browser.sign_in(carla)

    page = browser.get("/my/account")
    ends = [f.action for f in page.reader.forms if f.action.endswith("/end")]
    assert len(ends) == 2  # not this one, not Bob's
    browser.submit(page, ends[-1])
    still = [b.get("/my/account").path == "/my/account" for b in (phone, tablet)]
    assert sorted(still) == [False, True]

    token = {"csrf_token": dict(page.form("Save").fields)["csrf_token"]}
    for number in range(1, 6):
        browser.post(f"/my/account/sessions/{number}/end", token)
    assert bob.get("/my/account").path == "/my/account"


def test_end_all_others(app: Askwell, browser: Browser, carla: Person) -> None:
    others = [Browser(app).sign_in(carla) for _ in range(3)]
    browser.sign_in(carla)
    browser.submit(browser.get("/my/account"), "Sign out everywhere else")

    assert all(other.get("/my/account").path.startswith("/sign-in") for other in others)
    assert browser.get("/my/account").path == "/my/account"


def test_who_has_no_password_gets_a_link_by_mail(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.dan)
    page = browser.submit(browser.get("/my/account"), "Mail me a link")
    assert "Look in your mail" in page.text


def test_a_key_is_shown_once(app: Askwell, browser: Browser, carla: Person) -> None:
    browser.sign_in(carla)
    made = browser.submit(
        browser.get("/my/account"), "Make a key", token_name="Shop", scopes=["read", "write"]
    )
    secret = made.html.partition('id="new-key" value="')[2].partition('"')[0]

    assert secret.startswith("askwell_")
    assert secret not in browser.get("/my/account").html
    with site(app):
        (row,) = db.session.scalars(sa.select(ApiToken))
        assert row.scopes == ["read", "write"]
        assert secret not in row.token_hash
    ended = browser.submit(browser.get("/my/account"), "End key")
    assert "Shop" not in ended.text


def test_a_key_needs_a_name_and_a_scope_that_exists(app: Askwell, browser: Browser, carla: Person) -> None:
    browser.sign_in(carla)
    page = browser.submit(browser.get("/my/account"), "Make a key", token_name="", scopes=["everything"])

    assert page.status == 422
    assert "Give it a name" in page.text
    assert "Choose what it may do" in page.text
    with site(app):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ApiToken)) == 0


def test_her_page_is_made_with_few_queries(app: Askwell, browser: Browser, carla: Person) -> None:
    for _ in range(5):
        Browser(app).sign_in(carla)
    browser.sign_in(carla)
    with app.app_context():
        engine = db.engine
    asked: list[str] = []
    sa.event.listen(
        engine,
        "before_cursor_execute",
        lambda _c, _cu, statement, *_m: asked.append(statement) if statement.startswith("SELECT") else None,
    )
    browser.get("/my/account")
    # Session and person, sessions, keys, accounts elsewhere, providers, last sign-ins, unread notices; what pages keep.
    assert len(asked) <= 9, asked


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            ("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Safari/604",
            ("Safari", "iPhone"),
        ),
        ("<script>", ("", "")),
    ],
)
def test_browsers_are_named_in_words(said: str, words: tuple[str, str]) -> None:
    assert describe(said) == words
