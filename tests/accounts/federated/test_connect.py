"""Carla connects an account elsewhere with hers, and gives it up again."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.federated.models import FederatedIdentity
from forum.core.db import db
from tests.accounts.federated.elsewhere import WAY, Elsewhere, carla, come, is_in, offer
from tests.accounts.knowing import PASSWORD, with_passwords
from tests.factories import Cast, site
from tests.pages import Browser, Page


def connect(browser: Browser, there: Elsewhere) -> Page:
    page = browser.submit(browser.get("/my/account"), "Go on to Example ID", password=PASSWORD)
    return browser.get(f"{WAY}/back?{there.signed_in(page.link('Go on to Example ID'))}")


def test_connecting_and_removing_take_the_password(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    with_passwords(app, cast, "carla")
    offer(app, cast, there)
    there.says = carla(
        email="private@example.net"
    )  # any address: she is signed in here, and shows that it is she
    browser.sign_in(cast.carla)
    wrong = browser.submit(browser.get("/my/account"), "Go on to Example ID", password="not it")
    assert (wrong.status, "This is not your password." in wrong.text) == (422, True)
    assert "private@example.net" in connect(browser, there).text
    elsewhere = Browser(app)
    come(elsewhere, there)
    assert "carla@example.com" in elsewhere.get("/my/account").text
    refused = browser.submit(browser.get("/my/account"), "/removal", password="not it")
    assert refused.status == 422
    assert is_in(elsewhere)
    done = browser.submit(browser.get("/my/account"), "/removal", password=PASSWORD)
    assert "private@example.net" not in done.text
    assert not is_in(elsewhere)  # it came by that account
    assert is_in(browser)


def test_nobody_elses_account_is_taken_or_removed(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    with_passwords(app, cast, "carla", "bob")
    offer(app, cast, there)
    there.says = carla(email="private@example.net")
    connect(browser.sign_in(cast.carla), there)
    bob = Browser(app).sign_in(cast.bob)
    assert "belongs to somebody else here" in connect(bob, there).text
    with site(app):
        mine = db.session.query(FederatedIdentity).one()
        assert mine.person_id == cast.carla.id
    form = bob.get("/my/account").form("Go on to Example ID")
    sent = [*((name, value) for name, value in form.fields if name != "password"), ("password", PASSWORD)]
    assert bob.post(f"/my/account/elsewhere/{mine.id}/removal", sent).status == 404


def test_what_was_asked_for_in_one_session_is_not_done_in_another(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    with_passwords(app, cast, "carla", "bob")
    offer(app, cast, there)
    there.says = carla(email="private@example.net")
    page = browser.sign_in(cast.carla).submit(
        browser.get("/my/account"), "Go on to Example ID", password=PASSWORD
    )
    query = there.signed_in(page.link("Go on to Example ID"))
    browser.sign_in(cast.bob)
    assert "You signed in or out since this page was opened." in browser.get(f"{WAY}/back?{query}").text
    with site(app):
        assert db.session.query(FederatedIdentity).count() == 0


def test_who_was_signed_in_already_types_her_password_to_connect(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    with_passwords(app, cast, "carla")
    offer(app, cast, there)
    there.says = carla()
    come(browser, there)
    with site(app):
        from forum.accounts.models import SignInSession

        # A session from before she came from there, as another tab may have.
        found = db.session.query(SignInSession).filter_by(person_id=None).one()
        found.person_id = cast.carla.id
        found.created_at = found.created_at.replace(year=found.created_at.year - 1)
        found.created_at = found.seen_at.replace(microsecond=0) - (found.seen_at - found.created_at) / 36500
    page = browser.get("/sign-in/waiting")
    assert browser.submit(page, "Connect them", password="not it").status == 422
    assert "from now on" in browser.submit(page, "Connect them", password=PASSWORD).text
