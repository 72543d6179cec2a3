"""Ana confirms a solution on Dan's behalf: labelled, and his to take back."""

from __future__ import annotations

import pytest

from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import site
from tests.support.stage import everybody, me, path_of, question_of


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


@pytest.fixture
def asked(app, cast):
    number = question_of(app, cast.dan)
    factories.answer(app, number, cast.bob, "Hold the button for ten seconds.")
    return number


def test_ana_confirms_everybody_sees_that_it_was_the_team_and_dan_takes_it_back(app, cast, browser, asked):
    browser.sign_in(cast.ana)
    done = browser.submit(browser.get(path_of(app, asked)), "Confirm as the solution")
    assert "Confirmed by our team" in done.text
    browser.sign_in(cast.dan)
    assert "Take it back if it is none" in browser.get("/my/notices").text
    back = browser.submit(browser.get(path_of(app, asked)), "Not solved after all")
    assert "Confirmed by our team" not in back.text
    with site(app):
        assert db.session.get_one(Question, asked).solution_id is None


def test_what_dan_accepted_is_his_word_and_no_agent_changes_it(app, cast, browser, asked):
    with site(app):
        question, answer = db.session.get_one(Question, asked), db.session.query(Answer).one()
        threads.accept_solution(question, answer, by=me(cast.dan))
        second = threads.answer(question, me(cast.carla), "Take the battery out.")
        with pytest.raises(NotAllowed):
            threads.accept_solution(question, second, by=me(cast.ana))
        with pytest.raises(NotAllowed):
            threads.unaccept_solution(question, by=me(cast.ana))
    assert "Confirmed by our team" not in browser.get(path_of(app, asked)).text


def test_customers_confirm_nothing_for_others(app, cast, asked):
    with site(app):
        question, answer = db.session.get_one(Question, asked), db.session.query(Answer).one()
        with pytest.raises(NotAllowed):
            threads.accept_solution(question, answer, by=me(cast.bob))


def test_dan_says_himself_what_the_team_had_said(app, cast, browser, asked):
    with site(app):
        question, answer = db.session.get_one(Question, asked), db.session.query(Answer).one()
        threads.accept_solution(question, answer, by=me(cast.ana))
        threads.accept_solution(question, answer, by=me(cast.dan))
    assert "Confirmed by our team" not in browser.get(path_of(app, asked)).text
