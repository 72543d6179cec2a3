"""After an answer, a mail asks Dan: this solved it, or still stuck? Without signing in, and only a press counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.accounts.models import MailLink
from forum.core import clock
from forum.core.db import db
from forum.notifications.models import Notice
from forum.support import actions
from forum.support import queries as cases
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import site
from tests.support.loop.stage import button, mails
from tests.support.stage import case_of, everybody, me, question_of

DAN = "dan@example.com"


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


@pytest.fixture
def asked(app, cast):
    """Dan's question, answered by Bob."""
    number = question_of(app, cast.dan)
    factories.answer(app, number, cast.bob, "Hold the button for ten seconds.")
    return number


def solution(app, number: int) -> int | None:
    with site(app):
        return db.session.get_one(Question, number).solution_id


def test_dan_presses_this_solved_it_without_signing_in(app, cast, browser, asked):
    mail = mails(app, DAN)[0]
    path = button(mail, "solved")
    assert path in mail["html"]
    page = browser.get(path)
    assert "Hold the button for ten seconds" in page.text
    assert solution(app, asked) is None  # a scanner that opens it changes nothing

    done = browser.submit(page, "This solved it")
    assert "glad that it works" in done.text
    assert solution(app, asked) is not None
    with site(app):
        assert not db.session.get_one(Question, asked).confirmed  # it is Dan's own word


def test_a_button_works_once_and_only_if_we_made_it(app, browser, asked):
    path = button(mails(app, DAN)[0], "solved")
    page = browser.get(path)
    browser.submit(page, "This solved it")
    assert browser.submit(page, "This solved it").status == 404
    assert browser.get(path).status == 404
    assert browser.get(path.replace("solved", "stuck")).status == 404
    assert browser.get("/answered/made-up/solved").status == 404
    secret = path.split("/")[2]
    assert browser.get(f"/answered/{secret[:-3]}abc/solved").status == 404


def test_what_is_stored_opens_nothing(app, browser, asked):
    secret = button(mails(app, DAN)[0], "solved").split("/")[2]
    with site(app):
        link = db.session.query(MailLink).filter_by(purpose="loop").one()
        assert link.token_hash not in secret
        assert browser.get(f"/answered/{link.token_hash}/solved").status == 404
        told = db.session.query(Notice).filter_by(kind="answered").one()
        assert "url" not in str(told.values)  # the inbox keeps no address that acts for him


def test_a_button_ends_after_a_month(app, browser, asked):
    path = button(mails(app, DAN)[0], "solved")
    with clock.moved(timedelta(days=31)):
        assert browser.get(path).status == 404


def test_still_stuck_makes_it_a_case_with_his_words(app, browser, asked):
    page = browser.get(button(mails(app, DAN)[0], "stuck"))
    done = browser.submit(page, "I am still stuck", missing="It beeps twice and goes dark.")
    assert "We are on it again" in done.text
    case = case_of(app, asked)
    assert (case["state"], case["because"], case["note"]) == ("new", "asked", "It beeps twice and goes dark.")


def test_still_stuck_opens_the_case_again_that_waited_for_him(app, cast, browser):
    number = question_of(app, cast.dan)
    with site(app):
        case = actions.escalate(db.session.get_one(Question, number), "asked", by=me(cast.dan))
        actions.claim(case, by=me(cast.ana))
        actions.reply(case, by=me(cast.ana), body="Please try another cable.", resolve_too=True)
    resolved = mails(app, DAN)[-1]
    assert "one press of a button" in resolved["text"]
    browser.submit(browser.get(button(resolved, "stuck")), "I am still stuck", missing="No cable helps.")
    case = case_of(app, number)
    assert (case["state"], case["solved_it"], "No cable helps." in case["note"]) == ("open", False, True)


def test_still_stuck_takes_an_earlier_yes_back(app, cast, browser, asked):
    with site(app):
        question = db.session.get_one(Question, asked)
        answer = db.session.query(Answer).filter_by(question_id=asked).one()
        threads.accept_solution(question, answer, by=me(cast.dan))
    browser.submit(browser.get(button(mails(app, DAN)[0], "stuck")), "I am still stuck")
    assert solution(app, asked) is None
    assert case_of(app, asked)["state"] == "new"


def test_of_several_answers_he_says_which(app, cast, browser, asked):
    second = factories.answer(app, asked, cast.carla, "Take the battery out.")
    page = browser.get(button(mails(app, DAN)[0], "solved"))
    assert "Which answer solved it?" in page.text
    browser.submit(page, "This solved it", answer=second)
    assert solution(app, asked) == second


def test_an_answer_of_another_question_is_none(app, cast, browser, asked):
    other = factories.question(app, cast.carla)
    foreign = factories.answer(app, other, cast.bob, "Something else.")
    page = browser.get(button(mails(app, DAN)[0], "solved"))
    assert browser.submit(page, "This solved it", answer=foreign).status == 422
    assert solution(app, asked) is None
    assert solution(app, other) is None


def test_buttons_of_a_hidden_question_do_nothing(app, cast, browser, asked):
    path = button(mails(app, DAN)[0], "solved")
    with site(app):
        threads.hide(db.session.get_one(Question, asked), by=me(cast.mo), because="spam")
    assert browser.get(path).status == 404


def test_saying_solved_closes_the_case_and_the_agent_is_told(app, cast, browser):
    number = question_of(app, cast.dan)
    with site(app):
        case = actions.escalate(db.session.get_one(Question, number), "asked", by=me(cast.dan))
        actions.claim(case, by=me(cast.ana))
    factories.answer(app, number, cast.bob, "Hold the button for ten seconds.")
    page = browser.get(button(mails(app, DAN)[-1], "solved"))
    browser.submit(page, "This solved it")
    with site(app):
        assert cases.open_case_of(number) is None
    assert case_of(app, number)["solved_it"] is True
    assert "Closed by the customer" in browser.sign_in(cast.ana).get("/my/notices").text
