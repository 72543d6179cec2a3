"""Carla comes with the account that she has elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from forum import Askwell
from forum.accounts import actions
from forum.accounts.federated.models import FederatedIdentity
from forum.accounts.models import Person
from forum.accounts.second import actions as second
from forum.core import clock
from forum.core.db import db
from tests.accounts.federated.elsewhere import Elsewhere, carla, come, go, is_in, offer
from tests.accounts.knowing import PASSWORD, with_passwords
from tests.factories import Cast, site
from tests.pages import Browser


def people(app: Askwell) -> dict[str, str]:
    with site(app):
        return {str(p.email): p.name for p in db.session.query(Person).order_by(Person.id)}


def test_the_first_time_makes_an_account_and_the_second_finds_it(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = carla(email="new@example.net")
    page = browser.get("/sign-in?next=/questions")
    assert page.link("Go on with Example ID") == "/sign-in/with/example-id?next=/questions"
    assert browser.get("/sign-up").link("Go on with Example ID")
    assert come(browser, there, "/questions").path == "/questions"
    assert is_in(browser)
    assert people(app)["new@example.net"] == "Carla C"
    # Another address and name there: the subject is what she is known by, and her account here stays as it is.
    there.says = carla(email="other@example.net", name="Somebody")
    again = Browser(app)
    assert come(again, there).path == "/"
    assert is_in(again)
    assert len(people(app)) == 2
    assert "other@example.net" in again.get("/my/account").text


def test_an_address_that_has_an_account_is_connected_only_after_a_proof(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    with_passwords(app, cast, "carla")
    offer(app, cast, there)
    there.says = carla()
    page = come(browser, there)
    assert (page.path, is_in(browser)) == ("/sign-in/waiting", False)
    assert "There is an account here with this address" in page.text
    signing = browser.get(page.link("Sign in with your password"))
    asked = browser.submit(signing, "Sign in", email="carla@example.com", password=PASSWORD)
    assert asked.path == "/sign-in/waiting"
    with site(app):
        assert db.session.query(FederatedIdentity).count() == 0  # proven, but she has not said yes
    done = browser.submit(asked, "Connect them")
    assert "You can sign in with Example ID from now on." in done.text
    later = Browser(app)
    come(later, there)
    assert "Carla" in later.get("/my/account").text


@pytest.mark.parametrize("says", [{"email_verified": None}, {"email_verified": False}, {"email": None}])
def test_an_address_that_nobody_checked_opens_and_tells_nothing(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser, says: dict[str, object]
) -> None:
    offer(app, cast, there)
    cast.carla
    there.says = carla(**says)
    there.info = {"sub": "c-1"}
    known = come(browser, there)
    there.says = carla(sub="n-1", **({"email": "nobody@example.com"} | says))
    there.info = {"sub": "n-1"}
    unknown = come(Browser(app), there)
    assert "does not say that it checked your e-mail address" in known.text
    told = known.text.replace("carla@", "nobody@"), unknown.text
    assert told[0] == told[1]
    assert "nobody@example.com" not in people(app)


def test_only_addresses_of_the_named_domains_get_accounts(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there, domains=["example.net"])
    for number, address in enumerate(("x@evil-example.net", "x@sub.example.net", "x@example.net.evil.com")):
        there.says = carla(sub=f"e-{number}", email=address)
        page = come(browser, there)
        assert "No account is made here for people of Example ID" in page.text
    there.says = carla(email="x@Example.net")
    come(browser, there)
    assert list(people(app)) == ["root@example.com", "x@example.net"]


def test_who_is_suspended_stays_out(app: Askwell, cast: Cast, there: Elsewhere, browser: Browser) -> None:
    offer(app, cast, there)
    there.says = carla(email="new@example.net")
    come(browser, there)
    root = cast.root
    with site(app):
        person = db.session.query(Person).filter_by(email="new@example.net").one()
        actions.suspend(person, by=db.session.get_one(Person, root.id), because="Spam.")
    assert not is_in(browser)
    refused = come(Browser(app), there)
    assert (refused.status, "Spam." in refused.text) == (403, True)
    # Nor by another account there with the same address.
    there.says = carla(sub="c-2", email="new@example.net")
    assert come(Browser(app), there).status == 403


def test_a_password_that_somebody_else_chose_before_opens_nothing(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    with site(app):
        actions.sign_up("new@example.net", "Mallory", PASSWORD, "en")
    there.says = carla(email="new@example.net")
    come(browser, there)
    assert people(app)["new@example.net"] == "Carla C"
    thief = Browser(app)
    refused = thief.submit(thief.get("/sign-in"), "Sign in", email="new@example.net", password=PASSWORD)
    assert (refused.status, is_in(thief)) == (422, False)


@pytest.mark.parametrize(
    ("values", "asked"), [([], True), (["mfa"], False), (["gold"], False), (["hwk"], True)]
)
def test_the_second_step_is_asked_unless_it_was_asked_there(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser, values: list[str], asked: bool
) -> None:
    offer(app, cast, there, second_values=values)
    there.says = carla(email="new@example.net", amr=["pwd", "mfa"], acr="gold")
    come(browser, there)
    secret = pyotp.random_base32()
    with site(app):
        person = db.session.query(Person).filter_by(email="new@example.net").one()
        assert second.add_app(secret, pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30)), by=person)
    again = Browser(app)
    page = come(again, there, "/questions")
    assert page.path == ("/sign-in/second" if asked else "/questions")
    if asked:
        assert not is_in(again)
        assert again.submit(page, "Go on", code=pyotp.TOTP(secret).at(clock.now())).path == "/questions"
    shown = again.get("/my/account").text
    assert "By Example ID" in shown
    assert ("with a second proof there" in shown) is not asked


def test_a_provider_that_is_down_takes_nothing_with_it(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    with_passwords(app, cast, "carla")
    offer(app, cast, there)
    there.answers["/.well-known/openid-configuration"] = (500, {}, b"")
    page = browser.get("/sign-in/with/example-id?next=/questions")
    assert page.path == "/sign-in"
    assert "Example ID does not answer right now. You can sign in another way." in page.text
    browser.submit(page, "Sign in", email="carla@example.com", password=PASSWORD)
    assert is_in(browser)
    asked = len(there.asked)
    Browser(app).get("/sign-in/with/example-id")
    assert len(there.asked) == asked  # not asked again by each visitor


def test_nobody_is_sent_to_another_site_afterwards(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    offer(app, cast, there)
    there.says = carla(email="new@example.net")
    for number, to in enumerate(
        ("//evil.example", "https://evil.example", "/%5Cevil.example", "%09//evil.example")
    ):
        response = Browser(app).client.get(
            f"/sign-in/with/example-id/back?{there.signed_in(go(browser, to))}"
        )
        assert response.status_code == 303, number
        assert "evil" not in response.location
        landed = come(Browser(app), there, to)
        assert "evil" not in landed.path
