"""Carla forgot her password: a link by mail, once, for an hour, and every session ends."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser, Page

NEW = "a new one, longer"


def ask(browser: Browser, email: str = "carla@example.com") -> Page:
    return browser.submit(browser.get("/reset"), "Send the link", email=email)


def test_a_new_password_ends_every_session(app: Askwell, browser: Browser, cast: Cast) -> None:
    thief = Browser(app).sign_in(cast.carla)
    ask(browser)
    (mail,) = mails.waiting(app)

    browser.get(mails.link(mail))
    assert "My account" in thief.get("/my/account").text  # opening the link changed nothing
    done = browser.submit(browser.get(mails.link(mail)), "Set password", new_password=NEW)

    assert "Your new password holds" in done.text
    assert thief.get("/my/account").path.startswith("/sign-in")
    assert "My account" in browser.get("/my/account").text
    browser.sign_out()
    browser.submit(browser.get("/sign-in"), "Sign in", email="carla@example.com", password=NEW)
    assert "My account" in browser.get("/my/account").text


def test_a_link_works_once_and_the_others_with_it(app: Askwell, browser: Browser, cast: Cast) -> None:
    assert cast.carla
    ask(browser)
    ask(browser)
    first, second = mails.waiting(app)
    page = browser.get(mails.link(first))
    browser.submit(page, "Set password", new_password=NEW)

    stranger = Browser(app)
    for link in (mails.link(first), mails.link(second)):
        gone = stranger.get(link)
        assert gone.status == 404
        assert "This link has ended" in gone.text
    fields = dict(stranger.get("/sign-in").form("/sign-in").fields)
    assert stranger.post(mails.link(second), {**fields, "new_password": "thief was here"}).status == 404


def test_a_link_ends_after_an_hour(app: Askwell, browser: Browser, cast: Cast) -> None:
    assert cast.carla
    ask(browser)
    page = browser.get(mails.link(mails.waiting(app)[0]))

    with clock.moved(timedelta(minutes=61)):
        assert browser.submit(page, "Set password", new_password=NEW).status == 404


def test_the_answer_is_the_same_and_only_a_person_gets_mail(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    assert cast.carla
    known, unknown = ask(browser), ask(browser, "xarla@example.com")

    assert known.status == unknown.status == 200
    assert known.text.replace("carla@", "") == unknown.text.replace("xarla@", "")
    assert [m["to"] for m in mails.waiting(app)] == ["carla@example.com"]


def test_nobody_can_be_flooded_with_mail(app: Askwell, browser: Browser, cast: Cast) -> None:
    assert cast.carla
    statuses = [
        ask(browser, address).status for address in ["carla@example.com"] * 4 + ["CARLA@example.com"] * 4
    ]

    assert statuses == [200] * 5 + [429] * 3
    assert len(mails.waiting(app)) == 5


def test_the_link_does_not_follow_a_forged_host(app: Askwell, browser: Browser, cast: Cast) -> None:
    assert cast.carla
    fields = dict(browser.get("/reset").form("/reset").fields)
    answer = browser.client.post(
        "/reset", data={**fields, "email": "carla@example.com"}, headers={"Host": "evil.example"}
    )
    assert answer.status_code == 400
    browser.client.post(
        "/reset",
        data={**fields, "email": "carla@example.com"},
        headers={"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"},
    )
    assert "evil.example" not in str(mails.waiting(app))


def test_a_weak_new_password_is_refused_and_the_link_still_works(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    assert cast.carla
    ask(browser)
    page = browser.get(mails.link(mails.waiting(app)[0]))

    refused = browser.submit(page, "Set password", new_password="password1")
    assert refused.status == 422
    assert "Your new password holds" in browser.submit(refused, "Set password", new_password=NEW).text


def test_the_suspended_cannot_come_back_by_a_link(app: Askwell, browser: Browser, cast: Cast) -> None:
    ask(browser) if cast.carla else None
    link = mails.link(mails.waiting(app)[0])
    with site(app):
        db.session.get_one(Person, cast.carla.id).suspended_at = clock.now()

    assert browser.submit(browser.get(link), "Set password", new_password=NEW).status == 404
    assert browser.get("/my/account").path.startswith("/sign-in")
