"""Ana keeps her account even when somebody learns her password: an app, recovery codes, an admin who helps."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
import pytest

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.accounts.second import once
from forum.accounts.second.models import Authenticator, RecoveryCode
from forum.core import choices, clock
from forum.core.db import db
from forum.core.errors import NotAllowed
from tests.accounts import mails
from tests.accounts.knowing import PASSWORD, with_passwords
from tests.factories import Cast, site
from tests.pages import Browser, Page

WRONG = "000000"


@pytest.fixture
def cast(app: Askwell, cast: Cast) -> Cast:
    """Who is met here knows a password."""
    return with_passwords(app, cast, "ana", "bob", "root")


def secret_on(page: Page) -> str:
    found = re.search(r"secret=([A-Z2-7]{32})", page.html)
    assert found
    return found[1]


def code_now(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def codes_on(page: Page) -> list[str]:
    return re.findall(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>", page.html)


def set_up(browser: Browser) -> tuple[str, list[str]]:
    """An app for whoever is signed in: its secret and the recovery codes."""
    page = browser.submit(browser.get("/my/account/second"), "Set up an app", password=PASSWORD)
    secret = secret_on(page)
    done = browser.submit(page, "Use this app", code=code_now(secret))
    assert "Codes of your app are asked for since" in done.text
    return secret, codes_on(done)


def first_step(browser: Browser, email: str = "ana@example.com") -> Page:
    return browser.submit(browser.get("/sign-in?next=/desk"), "Sign in", email=email, password=PASSWORD)


def is_in(browser: Browser) -> bool:
    return browser.get("/my/account").path == "/my/account"


def test_a_code_is_asked_for_after_the_password_and_taken_once(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    secret, _ = set_up(browser.sign_in(cast.ana))
    thief, ana = Browser(app), Browser(app)
    asked = first_step(thief)
    assert asked.path == "/sign-in/second"
    assert not is_in(thief)
    wrong = thief.submit(asked, "Go on", code=WRONG)
    assert (wrong.status, "This code is wrong" in wrong.text) == (422, True)
    assert not is_in(thief)
    with clock.moved(timedelta(seconds=31)):
        code = code_now(secret)
        came = ana.submit(first_step(ana), "Go on", code=code)
        assert (came.path, is_in(ana)) == ("/desk", True)
        again = thief.submit(thief.get("/sign-in/second"), "Go on", code=code)
        assert (again.status, is_in(thief)) == (422, False)


def test_the_secret_is_stored_encrypted_and_the_old_code_is_worth_nothing(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    secret, codes = set_up(browser.sign_in(cast.ana))
    with site(app):
        assert secret not in db.session.query(Authenticator).one().secret
        stored = {each.code_hash for each in db.session.query(RecoveryCode)}
        assert len(stored) == len(set(codes)) == 10
        assert not stored & set(codes)
    thief = Browser(app)
    refused = thief.submit(first_step(thief), "Go on", code=code_now(secret))  # the one that set it up
    assert (refused.status, is_in(thief)) == (422, False)


def test_a_recovery_code_opens_once_and_she_is_told(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, codes = set_up(browser.sign_in(cast.ana))
    ana, thief = Browser(app), Browser(app)
    ana.submit(first_step(ana), "Go on", code=f" {codes[3].upper()} ")
    assert is_in(ana)
    assert "recovery codes was used" in mails.waiting(app)[-1]["text"]
    assert thief.submit(first_step(thief), "Go on", code=codes[3]).status == 422
    assert not is_in(thief)
    page = ana.get("/my/account/second")
    assert "9 of your codes are left" in page.text
    fresh = codes_on(ana.submit(page, "Make new codes", password=PASSWORD))
    assert len(fresh) == 10
    assert thief.submit(thief.get("/sign-in/second"), "Go on", code=codes[4]).status == 422


def test_guesses_come_to_an_end(app: Askwell, cast: Cast, browser: Browser) -> None:
    secret, _ = set_up(browser.sign_in(cast.ana))
    thief = Browser(app)
    page = first_step(thief)
    answers = [thief.submit(page, "Go on", code=WRONG).status for _ in range(11)]
    assert (answers[0], answers[-1]) == (422, 429)
    with clock.moved(timedelta(minutes=1)):
        assert (
            thief.post(
                "/sign-in/second", {**dict(page.form("/sign-in/second").fields), "code": code_now(secret)}
            ).status
            == 429
        )


def test_nobody_sets_it_up_or_takes_it_away_without_the_password(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    browser.sign_in(cast.ana)
    refused = browser.submit(browser.get("/my/account/second"), "Set up an app", password="not hers")
    assert (refused.status, "This is not your password" in refused.text) == (422, True)
    set_up(browser)
    for button in ("Take another app", "Ask for no codes any more", "Make new codes"):
        refused = browser.submit(browser.get("/my/account/second"), button, password="not hers")
        assert refused.status == 422, button
    with site(app):
        assert db.session.get_one(Person, cast.ana.id).second_since is not None
    browser.submit(browser.get("/my/account/second"), "Ask for no codes any more", password=PASSWORD)
    other = Browser(app)
    assert first_step(other).path == "/desk"


def test_somebody_elses_half_finished_app_is_not_taken(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.submit(
        browser.sign_in(cast.bob).get("/my/account/second"), "Set up an app", password=PASSWORD
    )
    theirs = dict(page.form("/app/confirmation").fields)
    ana = Browser(app).sign_in(cast.ana)
    mine = dict(
        ana.submit(ana.get("/my/account/second"), "Set up an app", password=PASSWORD)
        .form("/app/confirmation")
        .fields
    )
    ana.post(
        "/my/account/second/app/confirmation",
        {**mine, "sealed": theirs["sealed"], "code": code_now(secret_on(page))},
    )
    with site(app):
        assert db.session.query(Authenticator).count() == 0


@pytest.mark.parametrize("way", ["reset", "sign-in/link"])
def test_mailed_links_lead_to_the_second_step_too(
    app: Askwell, cast: Cast, browser: Browser, way: str
) -> None:
    secret, _ = set_up(browser.sign_in(cast.ana))
    other = Browser(app)
    if way == "reset":
        other.submit(other.get("/reset"), "Send the link", email="ana@example.com")
        page = other.get(mails.link(mails.waiting(app)[-1]))
        asked = other.submit(page, "Set password", new_password="a new one, longer")
    else:
        other.submit(other.get("/sign-in/link"), "Mail me the link", email="ana@example.com")
        asked = other.submit(other.get(mails.link(mails.waiting(app)[-1])), "Sign in")
    assert asked.path == "/sign-in/second"
    assert not is_in(other)
    with clock.moved(timedelta(seconds=31)):
        other.submit(asked, "Go on", code=code_now(secret))
        assert is_in(other)


def test_staff_who_need_one_see_nothing_before_it_is_set_up(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    with site(app):
        choices.change({"sign_in.staff_need_second": "1"}, by=cast.root)
    browser.sign_in(cast.ana)
    sent = browser.get("/desk")
    assert (sent.path, "People of our team need a second proof" in sent.text) == ("/my/account/second", True)
    root = Browser(app).sign_in(cast.root)
    for path in ("/admin/people", "/my/account", "/admin/sign-in", f"/people/{cast.bob.id}"):
        assert root.get(path).path == "/my/account/second", path
    set_up(browser)
    assert browser.get("/desk").path == "/desk"
    assert Browser(app).sign_in(cast.carla).get("/").path == "/"  # customers choose


def test_keys_of_staff_wait_for_the_second_proof_too(app: Askwell, cast: Cast, browser: Browser) -> None:
    def make(person: Person) -> str:
        with site(app):
            return accounts.make_token("Shop", ["read"], by=db.session.get_one(Person, person.id))

    keys = {who: {"Authorization": f"Bearer {make(getattr(cast, who))}"} for who in ("ana", "carla")}

    def opens(who: str) -> bool:
        return browser.client.get("/api/v1/questions", headers=keys[who]).status_code == 200

    assert opens("ana")
    with site(app):
        choices.change({"sign_in.staff_need_second": "1"}, by=cast.root)
    assert (opens("ana"), opens("carla")) == (False, True)
    with pytest.raises(NotAllowed):
        make(cast.ana)
    set_up(Browser(app).sign_in(cast.ana))
    assert opens("ana")
    assert make(cast.ana)


def test_root_helps_when_all_is_lost(app: Askwell, cast: Cast, browser: Browser) -> None:
    set_up(browser.sign_in(cast.ana))
    root = Browser(app).sign_in(cast.root)
    page = root.get(f"/admin/people/{cast.ana.id}")
    root.submit(page, "Take the second proof away", because="She called, and answered our questions.")
    assert "was taken from your account" in mails.waiting(app)[-1]["text"]
    other = Browser(app)
    assert first_step(other).path == "/desk"
    with site(app):
        assert db.session.query(RecoveryCode).count() == 0


def test_a_challenge_is_answered_once_on_either_database(app: Askwell) -> None:
    with site(app):
        assert once.take("a challenge")
        assert not once.take("a challenge")
        assert once.take("another")
