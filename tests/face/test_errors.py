"""When something is refused or fails: what happened, what can be done now, and nothing typed is lost."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from forum import Askwell
from forum.attachments import limits
from forum.core import clock
from forum.core.db import db
from forum.threads import actions
from forum.threads.models import Question
from tests.factories import Cast, question, site, topic
from tests.pages import Browser, Page

WORDS = "The lamp blinks twice, and then it goes out."


def test_a_page_that_is_not_there_searches_for_its_words(browser: Browser) -> None:
    page = browser.get("/help/lost-parcel")
    assert page.status == 404
    assert page.form("Search").fields == [("q", "lost parcel")]
    assert page.link("Sign in") == "/sign-in?next=/help/lost-parcel"


def test_what_is_no_word_is_not_searched_for(browser: Browser) -> None:
    for path in (
        "/reset-it/B9xKDqc_8ltIRcPzLvOAG4I9VZEcX9glSa_ifldjc2I",
        "/mail/choices/WzEwLDAsImNob2ljZXMiXQ",
    ):
        assert browser.get(path).form("Search").fields == [("q", "")], path  # a secret, and searches are kept


def test_carla_is_told_for_whom_it_is_and_what_she_can_do(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.carla).get("/admin/settings")
    assert page.status == 403
    assert "people of our team" in page.text
    assert page.link("Ask a question") == "/ask"
    assert "Something went wrong" not in page.text


def test_what_dan_wrote_stays_when_the_question_was_closed_meanwhile(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = question(app, cast.carla)
    open_page = browser.sign_in(cast.dan).get(f"/questions/{number}")
    with site(app):
        db.session.get_one(Question, number).closed_at = clock.now()
    page = browser.submit(open_page, "Post the answer", body=WORDS)
    assert page.status == 403
    assert dict(page.form("Send it again").fields)["body"].strip() == WORDS


def test_who_sends_too_large_a_file_learns_how_large_it_may_be_and_keeps_the_words(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    topic(app)
    page = Page(_send_a_film(browser), "/ask")
    assert page.status == 413
    assert "At most 16 MB" in page.text
    again = dict(page.form("Send it again").fields)
    assert again["title"] == "A lamp that blinks"
    assert again["body"].strip() == WORDS
    assert "csrf_token" in again

    theirs = _send_a_film(browser, **{"Sec-Fetch-Site": "cross-site"})
    assert theirs.status_code == 400  # another site's form: its words are not offered to be sent
    assert WORDS not in theirs.get_data(as_text=True)


def _send_a_film(browser: Browser, **headers: str) -> Any:
    film = BytesIO(b"x" * ((limits.GUEST_REQUEST_MAX_MB << 20) + 1))
    fields = {"title": "A lamp that blinks", "body": WORDS, "files": (film, "film.mp4")}
    return browser.client.post("/ask", data=fields, headers={**browser.headers, **headers})


def test_a_failure_of_ours_names_its_number_and_shows_what_was_typed(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic(app)
    empty = browser.sign_in(cast.carla).get("/ask")

    def fail(*_given: object, **_named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "ask", fail)
    app.config["PROPAGATE_ERRORS"] = False
    page = browser.submit(empty, "Post", title="A lamp that blinks", body=WORDS, topic="orders")
    assert page.status == 500
    assert page.response.headers["X-Request-Id"] in page.text
    assert "<title>Something went wrong" in page.response.get_data(as_text=True)
    assert dict(page.form("Send it again").fields)["body"].strip() == WORDS


def test_the_title_says_that_a_form_needs_attention(browser: Browser) -> None:
    page = browser.submit(
        browser.get("/sign-up"), "Create account", name="Carla", email="carla", password="short"
    )
    assert page.reader.title.startswith("2 things need your attention · Create an account")
