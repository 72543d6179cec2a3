"""Carla's app asks, Bob's answers, Carla's accepts: the same deeds as on the pages."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.db import db
from forum.threads.models import Answer, Question
from tests import factories
from tests.api.stage import Caller, problem
from tests.factories import Cast, site
from tests.pages import Browser

ASKED = {
    "title": "Card declined abroad",
    "body": "It was refused **twice**.",
    "topic": "orders",
    "lang": "en",
}


def test_ask_answer_accept(app: Askwell, browser: Browser, cast: Cast) -> None:
    factories.topic(app)
    carla, bob = Caller.of(app, cast.carla), Caller.of(app, cast.bob)

    asked = carla.post("/questions", ASKED)
    assert asked.status_code == 201
    question = asked.get_json()
    number = question["number"]
    assert question["id"] == f"question:{number}"
    assert asked.headers["Location"] == f"/api/v1/questions/{number}"
    assert (question["topic"], question["lang"], question["solved"]) == ("orders", "en", False)
    assert question["body"] == ASKED["body"]
    assert "<strong>twice</strong>" in question["html"]

    answered = bob.post(f"/questions/{number}/answers", {"body": "Switch it on in your bank's app."})
    assert answered.status_code == 201
    answer = answered.get_json()
    assert (answer["question"], answer["author"]["name"], answer["staff"]) == (question["id"], "Bob", False)

    solved = carla.post(f"/questions/{number}/solution", {"answer": answer["number"]})
    assert solved.status_code == 200
    assert solved.get_json()["solution"] == answer["id"]
    assert solved.get_json()["answers"][0]["solution"] is True
    page = browser.get(question["url"])
    assert "Switch it on in your bank" in page.text
    assert "Solved" in page.text

    assert carla.delete(f"/questions/{number}/solution").status_code == 204
    assert Caller(app).get(f"/questions/{number}").get_json()["solved"] is False


def test_a_call_sent_twice_asks_once(app: Askwell, cast: Cast) -> None:
    factories.topic(app)
    carla = Caller.of(app, cast.make("cara", trust=1))  # who is new waits ten minutes between two questions
    first = carla.post("/questions", ASKED, **{"Idempotency-Key": "a1"}).get_json()
    again = carla.post("/questions", ASKED, **{"Idempotency-Key": "a1"}).get_json()
    other = carla.post("/questions", ASKED, **{"Idempotency-Key": "a2"}).get_json()
    assert first["id"] == again["id"] != other["id"]
    bob = Caller.of(app, cast.bob)
    path = f"/questions/{first['number']}/answers"
    for _ in range(2):
        bob.post(path, {"body": "Yes."}, **{"Idempotency-Key": "b1"})
    with site(app):
        assert db.session.query(Answer).count() == 1


def test_keys_of_staff_answer_for_the_company(app: Askwell, cast: Cast) -> None:
    number = factories.question(app, cast.carla)
    made = Caller.of(app, cast.ana).post(f"/questions/{number}/answers", {"body": "We looked into it."})
    assert made.get_json()["staff"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "?"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 5}, "title"),
        ({"title": None}, "title"),
        ({"body": " \n"}, "body"),
        ({"body": "x" * 30_001}, "body"),
        ({"topic": "nowhere"}, "topic"),
        ({"lang": "english please"}, "lang"),
        ({"tags": "card"}, "tags"),
        ({"tags": ["a", "b", "c", "d", "e", "f"]}, "tags"),
        ({"author_id": 1}, "author_id"),
        ({"solved": True}, "solved"),
        ({"hidden_at": None}, "hidden_at"),
    ],
)
def test_each_wrong_field_is_named_and_nothing_is_posted(
    app: Askwell, cast: Cast, change: dict[str, object], field: str
) -> None:
    factories.topic(app)
    answer = Caller.of(app, cast.carla).post("/questions", {**ASKED, **change})
    assert field in problem(answer, 422)["errors"]
    with site(app):
        assert db.session.query(Question).count() == 0


def test_no_column_can_be_set_from_outside(app: Askwell, cast: Cast) -> None:
    factories.topic(app)
    carla = Caller.of(app, cast.carla)
    tried = 0
    for column in [c.name for c in Question.__table__.columns]:
        if column not in ("title", "body", "lang"):
            assert column in problem(carla.post("/questions", {**ASKED, column: 1}), 422)["errors"]
            tried += 1
    print(f"{tried} columns refused")
    assert tried > 20


def test_others_may_not_accept_and_foreign_answers_do_not_count(app: Askwell, cast: Cast) -> None:
    mine, other = factories.question(app, cast.carla), factories.question(app, cast.dan, "Lamp goes out")
    answer = factories.answer(app, mine, cast.bob)
    elsewhere = factories.answer(app, other, cast.bob)
    problem(Caller.of(app, cast.bob).post(f"/questions/{mine}/solution", {"answer": answer}), 403)
    problem(Caller.of(app, cast.carla).post(f"/questions/{mine}/solution", {"answer": elsewhere}), 422)
    problem(Caller.of(app, cast.bob).delete(f"/questions/{mine}/solution"), 403)


def test_a_closed_question_takes_no_answer(app: Askwell, cast: Cast) -> None:
    from forum.core import clock

    number = factories.question(app, cast.carla, closed_at=clock.now())
    answer = Caller.of(app, cast.bob).post(f"/questions/{number}/answers", {"body": "Me too."})
    assert "no more answers" in problem(answer, 403)["detail"]
