"""Carla accepts the solution: everybody sees it first, Bob is told, and it counts once."""

from __future__ import annotations

from forum import Askwell
from forum.core import events
from forum.core.db import db
from forum.search.models import DocumentSignal
from forum.threads import actions
from forum.threads.models import Answer, Question
from tests import mails
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import at_once, path_of


def solution(app: Askwell, question_id: int) -> int | None:
    with site(app):
        return db.session.get_one(Question, question_id).solution_id


def test_carla_accepts_and_bob_is_told(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    answer(app, asked, cast.dan, "Try another card.", score=5)
    number = answer(app, asked, cast.bob, "Switch on payments abroad.")
    page = browser.sign_in(cast.carla).get(path_of(app, asked))
    page = browser.submit(page, "This solved it", answer=number)
    assert "Solved" in page.text
    guest = Browser(app).get(path_of(app, asked))
    assert guest.text.index("Switch on") < guest.text.index("Try another")
    assert "Did this help?" in guest.text
    told = browser.sign_in(cast.bob).get("/my/notices")
    assert "Your answer solved “Card declined abroad”" in told.text
    with site(app):
        assert db.session.query(DocumentSignal).filter_by(document=f"question:{asked}").one().solved


def test_carla_says_so_moderators_and_agents_for_her_and_nobody_else(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    assert not page.has_form("This solved it")
    assert not page.has_form("Confirm as the solution")
    token = dict(page.form("Post the answer").fields)["csrf_token"]
    sent = browser.post(f"/questions/{asked}/solution", {"csrf_token": token, "answer": str(number)})
    assert sent.status == 403
    assert solution(app, asked) is None
    page = browser.sign_in(cast.mo).get(path_of(app, asked))
    browser.submit(page, "Confirm as the solution")
    assert solution(app, asked) == number


def test_an_answer_of_another_question_is_no_solution(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked, other = question(app, cast.carla), question(app, cast.dan, "Another question")
    answer(app, asked, cast.bob)
    elsewhere = answer(app, other, cast.bob)
    page = browser.sign_in(cast.carla).get(path_of(app, asked))
    assert browser.submit(page, "This solved it", answer=elsewhere).status == 404


def test_she_changes_her_mind(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    first, second = answer(app, asked, cast.bob), answer(app, asked, cast.dan, "Ask the bank.")
    page = browser.sign_in(cast.carla).get(path_of(app, asked))
    page = browser.submit(page, "This solved it", answer=first)
    page = browser.submit(page, "This solved it", answer=second)
    assert solution(app, asked) == second
    with site(app):
        assert db.session.get_one(Answer, first).accepted_at is None
    page = browser.submit(page, "Not solved after all")
    assert solution(app, asked) is None
    assert "open again" in page.text
    with site(app):
        assert not db.session.query(DocumentSignal).filter_by(document=f"question:{asked}").one().solved


def test_twenty_presses_at_once_count_once(app: Askwell, cast: Cast) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    solved: list[int] = []
    events._subscribers["question.solved"].append(lambda question_id, **_rest: solved.append(question_id))
    try:
        pages = at_once(app, cast.carla, f"/questions/{asked}/solution", {"answer": str(number)})
    finally:
        events._subscribers["question.solved"].pop()
    assert {page.status for page in pages} == {200}
    assert solved == [asked]
    assert len(mails.waiting(app, "bob@example.com")) == 1


def test_a_hidden_solution_solves_nothing_until_it_is_shown_again(app: Askwell, cast: Cast) -> None:
    asked = question(app, cast.carla)
    number, mo = answer(app, asked, cast.bob, accepted=True), cast.mo
    with site(app):
        actions.hide(db.session.get_one(Answer, number), by=mo, because="Rude")
    assert solution(app, asked) is None
    with site(app):
        assert db.session.get_one(Question, asked).answer_count == 0
        actions.show(db.session.get_one(Answer, number), by=mo)
    assert solution(app, asked) == number
