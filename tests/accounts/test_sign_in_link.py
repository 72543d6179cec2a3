"""Dan has no password at hand: a link by mail lets him in, once. And whoever starts a site becomes its admin."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.accounts import actions
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser


def test_a_mailed_link_lets_in_once_and_leads_on(app: Askwell, cast: Cast, browser: Browser) -> None:
    assert cast.dan
    said = browser.submit(
        browser.get("/sign-in/link?next=/my/questions"), "Mail me the link", email="dan@example.com"
    ).text
    link = mails.link(mails.waiting(app)[0])
    scanner = Browser(app)
    page = scanner.get(link)
    assert scanner.get("/my/account").path.startswith("/sign-in")  # mail scanners open links
    assert browser.submit(page, "Sign in").path == "/my/questions"
    assert Browser(app).get(link).status == 404
    other = Browser(app)
    assert other.submit(
        other.get("/sign-in/link"), "Mail me the link", email="nobody@example.com"
    ).text == said.replace("dan@", "nobody@")
    assert len(mails.waiting(app)) == 1


def test_it_ends_after_an_hour_and_for_who_is_shut_out(app: Askwell, cast: Cast, browser: Browser) -> None:
    assert cast.dan
    assert cast.root
    browser.submit(browser.get("/sign-in/link"), "Mail me the link", email="dan@example.com")
    link = mails.link(mails.waiting(app)[0])
    with clock.moved(timedelta(minutes=61)):
        assert browser.get(link).status == 404
    page = browser.get(link)
    with site(app):
        actions.suspend(db.session.get_one(Person, cast.dan.id), by=cast.root, because="He sells watches.")
    assert browser.submit(page, "Sign in").status == 404


def test_whoever_starts_the_site_makes_its_first_admin_once(app: Askwell, browser: Browser) -> None:
    with site(app):
        old = actions.link_for_first_admin()
    with site(app):
        secret = actions.link_for_first_admin()
    assert browser.get(f"/first-admin/{old}").status == 404  # of an earlier start
    form = browser.get(f"/first-admin/{secret}")
    short = browser.submit(form, "Make me the admin", name="Rut", email="rut@example.com", password="short")
    assert short.status == 422
    done = browser.submit(
        short, "Make me the admin", name="Rut", email="rut@example.com", password="long enough to keep"
    )
    assert done.path == "/admin/settings"
    with site(app):
        assert db.session.query(Person).filter_by(role="admin").one().email == "rut@example.com"
        assert actions.link_for_first_admin() is None
    assert Browser(app).get(f"/first-admin/{secret}").status == 404
