"""Whoever was not helped goes on with the words she wrote: to the community, or to a person of the company."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import rate_limits
from forum.core.db import db
from forum.support.models import Case
from forum.threads.models import Question
from forum.votes.models import Verdict
from tests.accounts import mails
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.search.stage import records
from tests.votes.stage import SEARCH, article, pressed, searched

WORDS = "Do you pay the customs back? I sent it to Norway.\n\nThe parcel was 12 kg."


def questions(app: Askwell) -> list[Question]:
    with app.app_context():
        found = list(db.session.query(Question).order_by(Question.id))
        db.session.expunge_all()
        return found


def verdicts(app: Askwell) -> list[tuple[bool, str, str]]:
    with app.app_context():
        return [(v.helped, v.reason, v.note) for v in db.session.query(Verdict).order_by(Verdict.id)]


def go_on(browser: Browser, page: Page, where: str, **fields: object) -> Page:
    return browser.submit(page, "Send", button=where, **{"note": WORDS, **fields})


def test_dans_words_become_a_question_in_one_step(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    browser.sign_in(cast.dan)
    page = go_on(browser, pressed(browser, path, "No"), "Ask the community", reason="incomplete")
    (asked,) = questions(app)
    assert page.path == asked.path
    assert (asked.title, asked.author_id) == ("Do you pay the customs back?", cast.dan.id)
    assert asked.body.startswith(WORDS)
    assert f"[How do refunds work?]({path})" in asked.body
    assert asked.topic_id == 1
    assert verdicts(app) == [(False, "incomplete", WORDS)]
    with app.app_context():
        assert db.session.query(Case).count() == 0


def test_or_a_case_that_a_person_looks_at(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.dan)
    page = go_on(browser, pressed(browser, article(app, cast), "No"), "Ask a person of our team")
    assert "A person will look at it." in page.text
    (asked,) = questions(app)
    with app.app_context():
        case = db.session.query(Case).one()
        assert (case.question_id, case.customer_id, case.because) == (asked.id, cast.dan.id, "asked")


@pytest.mark.parametrize(("where", "cases"), [("Ask the community", 0), ("Ask a person of our team", 1)])
def test_a_guest_proves_her_address_and_her_words_wait(
    app: Askwell, cast: Cast, browser: Browser, where: str, cases: int
) -> None:
    page = pressed(browser, article(app, cast), "No")
    page = go_on(browser, page, where, email="new@example.com", reason="incomplete")
    assert "Look in your mail" in page.text
    assert questions(app) == []
    (mail,) = mails.waiting(app)
    assert WORDS not in mail["text"]  # nobody is sent somebody else's words
    page = browser.submit(browser.get(mails.link(mail)), "Go on", name="Nora")
    page = browser.submit(page, "Send")
    (asked,) = questions(app)
    assert page.path == asked.path
    assert asked.body.startswith(WORDS)
    with app.app_context():
        assert db.session.query(Case).count() == cases
    assert verdicts(app) == [(False, "incomplete", WORDS)], "one reader, counted once"


def test_what_a_guest_must_say_is_asked_in_place(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = pressed(browser, article(app, cast), "No")
    for sent, asked_for in (
        ({"note": " ", "email": "new@example.com"}, "Say in a sentence what you need to know."),
        ({"email": "no address"}, "e-mail"),
        ({"email": ""}, "e-mail"),
    ):
        refused = go_on(browser, page, "Ask the community", **{"reason": "outdated", **sent})
        assert refused.status == 422
        assert asked_for in refused.text
        fields = refused.form("Send").fields
        assert ("reason", "outdated") in fields
        assert ("email", str(sent["email"])) in fields
    assert mails.waiting(app) == []
    assert verdicts(app) == [(False, "", "")]


def test_nobodys_letter_box_is_filled(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = pressed(browser, article(app, cast), "No")
    answers = []
    for number in range(rate_limits.MAIL_TO.count + 3):
        guest = Browser(app)
        guest.client.environ_base["REMOTE_ADDR"] = f"127.0.0.{number + 2}"
        answers.append(go_on(guest, page, "Ask the community", email="Victim@example.com").status)
    assert len(mails.waiting(app)) == rate_limits.MAIL_TO.count
    assert answers[-3:] == [429] * 3


def test_pressed_twice_it_is_one_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.dan)
    page = pressed(browser, article(app, cast), "No")
    for _ in range(2):
        go_on(browser, page, "Ask the community")
    assert len(questions(app)) == 1


def test_the_search_ends_as_asked_and_its_words_come_along_by_leave(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    path = article(app, cast)
    browser.sign_in(cast.dan)
    page = pressed(browser, path, "No", searched(browser))
    go_on(browser, page, "Ask the community", allow_words="1")
    (asked,) = questions(app)
    assert f"I had searched for: {SEARCH}" in asked.body
    (record,) = records(app)
    assert (record.outcome, record.ended_on) == ("asked", asked.document)


def test_a_guests_search_comes_along_by_mail_too(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = article(app, cast)
    page = pressed(browser, path, "No", searched(browser))
    go_on(browser, page, "Ask the community", allow_words="1", email="new@example.com")
    (mail,) = [m for m in mails.waiting(app) if m["to"] == "new@example.com"]
    page = browser.submit(browser.get(mails.link(mail)), "Go on", name="Nora")
    browser.submit(page, "Send")
    assert f"I had searched for: {SEARCH}" in questions(app)[0].body


def test_short_words_take_the_title_of_the_text(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.dan)
    go_on(browser, pressed(browser, article(app, cast), "No"), "Ask the community", note="Hm?\nWhy")
    assert questions(app)[0].title == "How do refunds work?"


def test_a_title_is_not_markdown(app: Askwell, cast: Cast, browser: Browser) -> None:
    from tests import factories

    number = factories.article(app, cast, "[Refunds](https://evil.example) *and* more")
    browser.sign_in(cast.dan)
    page = go_on(browser, pressed(browser, f"/articles/{number}", "No"), "Ask the community")
    assert "https://evil.example" not in [href for href, _ in page.reader.links]
    assert "[Refunds](https://evil.example) *and* more" in page.text


def test_there_are_no_other_ways_on(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = pressed(browser.sign_in(cast.dan), article(app, cast), "No")
    fields = {**dict(page.form("Send").fields), "note": WORDS, "then": "money"}
    assert browser.post("/verdicts", fields).status == 404
    with site(app):
        assert db.session.query(Question).count() == 0
