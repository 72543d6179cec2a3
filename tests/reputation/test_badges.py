"""Badges thank for acts that help readers: had from the act that completed them, gone when it is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.targets import Target
from forum.reputation import badges as catalogue
from forum.reputation import policy
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from forum.votes import actions as votes
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.reputation.stage import badges, work


def person(of: Person) -> Person:
    return db.session.get_one(Person, of.id)


def accept(app: Askwell, question: int, answer: int) -> None:
    with site(app):
        found = db.session.get_one(Question, question)
        threads.accept_solution(
            found, db.session.get_one(Answer, answer), db.session.get_one(Person, found.author_id)
        )


def test_the_first_solution_is_thanked_told_and_taken_back(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = factories.question(app, cast.carla)
    accept(app, question, factories.answer(app, question, cast.bob))
    assert badges(app, cast.bob) == {"solver": 1, "welcome": 1}
    assert badges(app, cast.carla) == {"told": 1}
    browser.sign_in(cast.bob)
    sentence = "You earned the badge “Solver”: Solved questions of different people."
    assert sentence in browser.get("/my/notices").text
    holders = browser.get("/badges/solver")
    assert holders.link("Bob") == f"/people/{cast.bob.id}"
    assert "Yours" in browser.get("/badges").text
    with site(app):
        threads.unaccept_solution(db.session.get_one(Question, question), by=person(cast.carla))
    assert badges(app, cast.bob) == badges(app, cast.carla) == {}
    assert sentence not in browser.get("/my/notices").text, "nobody is told of what is undone"
    assert "Nobody has it yet" in browser.get("/badges/solver").text


def test_the_same_friend_ten_times_is_one(app: Askwell, cast: Cast) -> None:
    for _ in range(3):
        question = factories.question(app, cast.carla)
        accept(app, question, factories.answer(app, question, cast.bob))
    work(app)
    with app.app_context():
        acts = list(catalogue.BADGES["solver"].acts([cast.bob.id]))
    assert len(acts) == 1


def test_a_question_that_waited_and_a_topic_one_knows(app: Askwell, cast: Cast) -> None:
    for number in range(policy.TOPIC_SOLUTIONS):
        asker = cast.dan if number % 2 else cast.carla  # one person's word counts only so often a day
        question = factories.question(app, asker, hours_ago=24 * 8 if number == 0 else 1)
        accept(app, question, factories.answer(app, question, cast.bob))
    assert badges(app, cast.bob) == {"solver": 1, "welcome": 1, "patience": 1, "topic": 1}


def test_an_answer_that_helped_many(app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "READERS_OF_A_GOOD_ANSWER", 3)
    answer = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    readers = [cast.carla, cast.dan, cast.make("eve")]
    for reader in readers:
        with site(app):
            votes.vote(Target("answer", answer), person(reader), 1)
    assert badges(app, cast.bob) == {"helped-many": 1}
    with site(app):
        votes.vote(Target("answer", answer), person(cast.dan), 0)
    assert badges(app, cast.bob) == {}


def test_an_answer_that_others_keep_up_to_date(app: Askwell, cast: Cast) -> None:
    answer = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    keeper = cast.make("kim", trust=2)
    with site(app):
        threads.open_wiki(db.session.get_one(Answer, answer), by=person(cast.mo))
        for who, words in (
            (keeper, "Hold it for ten seconds."),
            (keeper, "For twenty."),
            (cast.mo, "Or thirty."),
        ):
            found = db.session.get_one(Answer, answer)
            threads.edit_answer(found, person(who), found.revision, words)
    assert badges(app, keeper) == {"keeper": 1}
    assert badges(app, cast.mo) == badges(app, cast.bob) == {}, "not oneself, and not the company's own work"


def test_who_is_shut_out_or_has_left_stands_in_no_list(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = factories.question(app, cast.carla)
    accept(app, question, factories.answer(app, question, cast.bob))
    work(app)
    assert "Bob" in browser.get("/badges/solver").text
    with site(app):
        accounts.suspend(person(cast.bob), person(cast.root), "spam")
    assert "Bob" not in browser.get("/badges/solver").text
    assert "Solver" not in browser.get(f"/people/{cast.bob.id}").text


def test_old_facts_that_are_only_counted_now_are_told_to_nobody(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = factories.question(app, cast.carla)
    accept(app, question, factories.answer(app, question, cast.bob))
    with clock.moved(timedelta(days=policy.TOLD_DAYS + 1)):
        assert "solver" in badges(app, cast.bob)
        browser.sign_in(cast.bob)
        assert "You earned the badge" not in browser.get("/my/notices").text
