"""Dan read the answer and fell silent: probably solved, and said to be no more than that."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.core import choices, clock
from forum.core.db import db
from forum.support import actions as cases
from forum.support.loop import actions as loop
from forum.support.private import actions as private
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from tests import factories
from tests.factories import site
from tests.support.stage import everybody, me, path_of, question_of


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


def answered(app, cast, by="ana", **values) -> int:
    number = question_of(app, cast.dan, promise_hours=1000)
    factories.answer(app, number, getattr(cast, by), "Hold the button for ten seconds.", **values)
    return number


def dan_reads(app, cast, browser, number: int, days: float = 0.5) -> None:
    with clock.moved(timedelta(days=days)):
        browser.sign_in(cast.dan).get(path_of(app, number))
        browser.sign_out()


def infer(app, days: float) -> int:
    with clock.moved(timedelta(days=days)), site(app):
        return loop.infer()


def probable(app, number: int) -> bool:
    with site(app):
        return db.session.get_one(Question, number).probable_at is not None


def test_a_staff_answer_read_and_seven_days_of_silence(app, cast, browser):
    number = answered(app, cast)
    dan_reads(app, cast, browser, number)
    assert infer(app, 6) == 0
    assert infer(app, 8) == 1
    page = browser.get(path_of(app, number))
    assert "Probably solved" in page.text
    assert "Nobody has confirmed that it helped" in page.text
    mine = browser.sign_in(cast.dan).get(path_of(app, number))
    assert "Did it solve it?" in mine.text


def test_it_is_never_shown_as_accepted(app, cast, browser):
    number = answered(app, cast)
    dan_reads(app, cast, browser, number)
    infer(app, 8)
    assert probable(app, number)
    told = browser.client.get(f"/api/v1/questions/{number}").get_json()
    assert told["solved"] is False
    with site(app):
        question = db.session.get_one(Question, number)
        assert (question.solved, question.solution_id, question.solved_at) == (False, None, None)
    rows = browser.get("/questions?filter=unsolved").text
    assert "Screen stays black" in rows


@pytest.mark.parametrize(
    ("why", "days"),
    [("never read", 9), ("not by staff, one vote", 9), ("said no before", 30), ("our turn", 9)],
)
def test_what_is_not_enough(app, cast, browser, why, days):
    number = answered(
        app, cast, "bob" if "staff" in why else "ana", **({"score": 1} if "vote" in why else {})
    )
    if why == "said no before":
        with site(app):
            question, answer = db.session.get_one(Question, number), db.session.query(Answer).one()
            threads.accept_solution(question, answer, by=me(cast.dan))
            threads.unaccept_solution(question, by=me(cast.dan))
    if why != "never read":
        dan_reads(app, cast, browser, number)
    if why == "our turn":
        with site(app):
            cases.escalate(db.session.get_one(Question, number), "asked", by=me(cast.dan))
    assert infer(app, days) == 0


def test_an_answer_of_the_community_needs_votes(app, cast, browser):
    number = answered(app, cast, "bob", score=2)
    dan_reads(app, cast, browser, number)
    assert infer(app, 8) == 1


def test_reading_before_the_answer_is_no_reading(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=1000)
    dan_reads(app, cast, browser, number, 0)
    with clock.moved(timedelta(days=1)):
        factories.answer(app, number, cast.ana, "Hold the button.")
    assert infer(app, 20) == 0


def test_somebody_wrote_since_he_read_it(app, cast, browser):
    number = answered(app, cast)
    dan_reads(app, cast, browser, number)
    with clock.moved(timedelta(days=5)):
        factories.answer(app, number, cast.bob, "It did not help me.")
    assert infer(app, 9) == 0
    dan_reads(app, cast, browser, number, 10)
    assert infer(app, 16) == 0
    assert infer(app, 18) == 1


def test_what_he_said_no_to_is_not_called_so_later(app, cast, browser):
    number = answered(app, cast)
    with site(app):
        loop.refuse(db.session.get_one(Question, number))
    with clock.moved(timedelta(days=1)):
        factories.answer(app, number, cast.bob, "Take the battery out.")
    dan_reads(app, cast, browser, number, 2)
    assert infer(app, 20) == 0  # Bob's has no votes, and Ana's he refused


@pytest.mark.parametrize("did", ["wrote", "wrote privately", "edited", "solved", "stuck"])
def test_a_word_of_dans_undoes_it(app, cast, browser, did):
    number = answered(app, cast)
    dan_reads(app, cast, browser, number)
    infer(app, 8)
    assert probable(app, number)
    with clock.moved(timedelta(days=9)), site(app):
        question, dan = db.session.get_one(Question, number), me(cast.dan)
        if did == "wrote":
            threads.answer(question, dan, "It went dark again.")
        elif did == "wrote privately":
            private.write(question, dan, "My serial number is 12.")
        elif did == "edited":
            topic = topics.by_id()[question.topic_id]
            threads.edit_question(
                question,
                dan,
                question.revision,
                question.title,
                "Still so, with the new update.",
                (),
                topic,
                "en",
            )
        elif did == "solved":
            threads.accept_solution(question, db.session.query(Answer).one(), by=dan)
        else:
            loop.still_stuck(question, by=dan)
    assert not probable(app, number)
    assert "Probably solved" not in browser.get(path_of(app, number)).text


def test_admins_may_switch_it_off(app, cast, browser):
    number = answered(app, cast)
    dan_reads(app, cast, browser, number)
    with site(app):
        choices.change({"loop.probable_days": "0"}, by=cast.root)
    assert infer(app, 20) == 0
