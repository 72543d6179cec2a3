"""A guest writes, gives an address, and posts by the link in a mail; nothing typed is lost on any way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Blueprint, request

from forum import Askwell
from forum.accounts import actions, passwords, queries
from forum.accounts.actions.account import end_sessions
from forum.accounts.models import Person
from forum.core import clock, forms, pages
from forum.core.access import public, signed_in, viewer
from forum.core.db import db
from forum.core.errors import Invalid
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser, Page

WORDS = "The lamp blinks twice.\nThen it stays dark, whatever I press, and I have pressed everything."
sent: list[tuple[str, str]] = []


@pytest.fixture
def app(app: Askwell) -> Askwell:
    """The site with a form that signed-in people may send, and one for guests who give an address."""
    bp = Blueprint("writing", __name__)
    sent.clear()

    @bp.post("/write")
    @signed_in
    def write():
        sent.append((viewer().name, forms.text("body")))  # type: ignore[attr-defined]
        return pages.done("Sent", "/sign-up")

    @bp.post("/write/guest")
    @public
    def write_as_guest():
        key = forms.keep()
        assert key
        actions.link_to_post(request.form["email"], key, "en")
        return pages.answer("accounts/sent.html", email=request.form["email"], purpose="verify")

    app.register_blueprint(bp)
    return app


def write_as_guest(browser: Browser, email: str) -> Page:
    fields = dict(browser.get("/reset").form("/reset").fields)
    return browser.post("/write/guest", {**fields, "email": email, "body": WORDS})


def test_a_new_person_posts_what_she_wrote(app: Askwell, browser: Browser) -> None:
    write_as_guest(browser, "carla@example.com")
    (mail,) = mails.waiting(app)
    assert mail["subject"] == "Post your question at Askwell"

    page = browser.get(mails.link(mail))
    nameless = browser.submit(page, "Go on", name=" ")
    assert nameless.status == 422
    kept = browser.submit(nameless, "Go on", name="Carla")

    assert ("body", WORDS) in kept.form("Send").fields
    with site(app):
        carla = queries.by_email("carla@example.com")
        assert carla is not None
        assert carla.verified_at is not None


def test_a_known_person_is_not_asked_for_a_name(app: Askwell, browser: Browser, cast: Cast) -> None:
    assert cast.carla
    write_as_guest(browser, "carla@example.com")

    page = browser.get(mails.link(mails.waiting(app)[0]))
    assert "name" not in page.form("Go on").names()
    kept = browser.submit(page, "Go on", name="Mallory")
    assert "What you wrote" in kept.text
    assert "Carla" in browser.get("/my/account").text


def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_mail(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    assert cast.carla
    known, unknown = (
        write_as_guest(browser, "carla@example.com"),
        write_as_guest(browser, "xarla@example.com"),
    )

    assert known.text.replace("carla@", "") == unknown.text.replace("xarla@", "")
    first, second = mails.waiting(app)
    assert first["subject"] == second["subject"]
    assert first["text"].replace(mails.link(first), "") == second["text"].replace(mails.link(second), "")


def test_the_link_works_once(app: Askwell, browser: Browser, cast: Cast) -> None:
    assert cast.carla
    write_as_guest(browser, "carla@example.com")
    link = mails.link(mails.waiting(app)[0])
    browser.submit(browser.get(link), "Go on")

    assert Browser(app).get(link).status == 404


def test_a_password_from_before_the_address_was_proven_opens_nothing(app: Askwell, browser: Browser) -> None:
    """Mallory signs up with Carla's address and never confirms; later Carla comes by her own mail."""
    browser.submit(
        browser.get("/sign-up"),
        "Create account",
        name="Mallory",
        email="carla@example.com",
        password="mallory knows",
    )
    write_as_guest(browser, "carla@example.com")
    hers = mails.link(mails.waiting(app)[1])
    browser.submit(browser.get(hers), "Go on", name="Carla")
    browser.sign_out()

    page = browser.submit(
        browser.get("/sign-in"), "Sign in", email="carla@example.com", password="mallory knows"
    )
    assert page.status == 422
    assert browser.get(mails.link(mails.waiting(app)[0])).status == 404


def test_no_address_no_mail(app: Askwell) -> None:
    with app.test_request_context(), pytest.raises(Invalid) as refused:
        actions.link_to_post("carla@@example", "key")
    assert "email" in refused.value.errors


def test_a_session_that_ended_keeps_the_words_through_signing_in(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    with site(app):
        db.session.get_one(Person, cast.carla.id).password_hash = passwords.hashed("correct staple 42")
    browser.sign_in(cast.carla)
    fields = {"csrf_token": dict(browser.get("/my/account").form("/my/account").fields)["csrf_token"]}
    with site(app):
        end_sessions(cast.carla.id)

    stale = browser.post("/write", {**fields, "body": WORDS})  # the token was the ended session's
    assert stale.status == 400
    assert ("body", WORDS) in stale.form("Send").fields

    sign_in = browser.submit(stale, "Send")
    assert sign_in.path.startswith("/sign-in")
    assert "What you wrote is safe" in sign_in.text
    kept = browser.submit(sign_in, "Sign in", email="carla@example.com", password="correct staple 42")
    assert ("body", WORDS) in kept.form("Send").fields
    browser.submit(kept, "Send")
    assert sent == [("Carla", WORDS)]


def test_a_form_without_a_token_is_refused_and_its_words_kept(browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    refused = browser.post("/write", {"body": WORDS})

    assert refused.status == 400
    assert sent == []
    assert ("body", WORDS) in refused.form("Send").fields
    browser.submit(refused, "Send")
    assert sent == [("Carla", WORDS)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_another_site_is_refused_even_with_a_token(
    browser: Browser, cast: Cast, headers: dict[str, str]
) -> None:
    browser.sign_in(cast.carla)
    fields = {"csrf_token": dict(browser.get("/my/account").form("/my/account").fields)["csrf_token"]}

    refused = browser.post("/write", {**fields, "body": WORDS}, **headers)
    assert refused.status == 400
    assert sent == []
    assert not refused.has_form("Send")  # a stranger's words are not put into her mouth


def test_a_token_of_somebody_else_is_no_token(app: Askwell, browser: Browser, cast: Cast) -> None:
    bob = Browser(app).sign_in(cast.bob)
    his = {"csrf_token": dict(bob.get("/my/account").form("/my/account").fields)["csrf_token"]}
    browser.sign_in(cast.carla)

    assert browser.post("/write", {**his, "body": WORDS}).status == 400
    assert sent == []


def test_old_kept_words_are_gone(app: Askwell, browser: Browser) -> None:
    with site(app):
        db.session.add(forms.KeptForm(key="k", path="/write", fields=[["body", WORDS]], kept_at=clock.now()))
    assert WORDS.split("\n")[0] in browser.get("/kept/k").html
    with clock.moved(timedelta(hours=49)):
        assert browser.get("/kept/k").status == 404
