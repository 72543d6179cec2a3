"""Customers ask a person before the promise is over: more often those who help others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.core import choices, clock
from forum.core.db import db
from forum.core.errors import TooMany
from forum.support.promise import actions as promise
from forum.support.promise import queries
from forum.threads.models import Question
from tests import factories
from tests.factories import site
from tests.support.stage import case_of, everybody, me, path_of, question_of


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


def ask(app, person, count: int) -> None:
    for n in range(count):
        number = question_of(app, person, f"My question number {n} of today")
        with site(app):
            promise.ask_person(db.session.get_one(Question, number), by=me(person))


def test_a_new_account_asks_a_few_times_a_day_and_learns_when_it_may_again(app, cast, browser):
    zoe = cast.make("zoe")
    with site(app):
        me(zoe).created_at = clock.now() - timedelta(days=1)
        choices.change({"promise.new_a_day": "2"}, by=cast.root)
    ask(app, zoe, 2)
    number = question_of(app, zoe, "One more thing that I need")
    browser.sign_in(zoe)
    refused = browser.submit(browser.get(path_of(app, number)), "Ask a person now", note="Please hurry")
    assert refused.status == 429
    assert "You may go on in 23 hours" in refused.text
    assert "Please hurry" in refused.html  # nothing typed is lost
    assert case_of(app, number) == {}
    with clock.moved(timedelta(hours=25)), site(app):
        assert promise.ask_person(db.session.get_one(Question, number), by=me(zoe))


def test_whoever_helps_others_may_ask_more_often(app, cast):
    carlas = factories.question(app, cast.carla)
    with site(app):
        choices.change({"promise.known_a_day": "1", "promise.trusted_a_day": "3"}, by=cast.root)
    ask(app, cast.bob, 1)
    with site(app):
        assert queries.may_ask_again_at(me(cast.bob)) is not None
    factories.answer(app, carlas, cast.bob, accepted=True)
    with site(app):
        assert queries.may_ask_again_at(me(cast.bob)) is None
    ask(app, cast.bob, 2)
    number = question_of(app, cast.bob, "That is one too many")
    with site(app), pytest.raises(TooMany):
        promise.ask_person(db.session.get_one(Question, number), by=me(cast.bob))


def test_what_lapses_by_itself_counts_for_nobody(app, cast):
    from forum.support import actions

    for n in range(3):
        question_of(app, cast.dan, f"Nobody answers question {n}", hours_ago=30)
    with site(app):
        choices.change({"promise.known_a_day": "1"}, by=cast.root)
        assert actions.escalate_lapsed() == 3
        assert queries.may_ask_again_at(me(cast.dan)) is None


def test_the_community_may_still_win(app, cast, browser):
    """Dan asked a person; Bob was quicker. The case is closed, and Ana, who held it, is told."""
    from forum.support import actions
    from forum.support import queries as cases

    number = question_of(app, cast.dan)
    with site(app):
        case = promise.ask_person(db.session.get_one(Question, number), by=me(cast.dan))
        actions.claim(case, by=me(cast.ana))
    answer = factories.answer(app, number, cast.bob, "Hold the button for ten seconds.")
    browser.sign_in(cast.dan)
    browser.submit(browser.get(path_of(app, number)), "This solved it", answer=answer)
    with site(app):
        assert cases.open_case_of(number) is None
    assert case_of(app, number)["state"] == "closed"
    assert "Closed by the customer" in browser.sign_in(cast.ana).get("/my/notices").text
