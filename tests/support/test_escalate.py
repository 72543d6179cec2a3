"""A question that nobody solves in time becomes a case by itself, once; or when its asker asks a person."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.core import clock, timetable
from forum.core.db import db
from forum.schedule import SCHEDULE
from forum.support import actions
from forum.support.models import Case
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.stage import case_of, path_of, question_of


def test_dans_question_escalates_when_the_promise_lapses_and_not_before(app: Askwell, cast: Cast) -> None:
    question = question_of(app, cast.dan, hours_ago=23)
    with site(app):
        timetable.tick(SCHEDULE)
    assert case_of(app, question) == {}
    with clock.moved(timedelta(hours=2)), site(app):
        timetable.tick(SCHEDULE)
    assert case_of(app, question)["because"] == "promise"
    with clock.moved(timedelta(hours=3)), site(app):
        timetable.tick(SCHEDULE)
        assert db.session.query(Case).count() == 1


def test_a_solved_or_staff_answered_question_does_not_escalate(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    solved = question_of(app, cast.dan, "Where is my parcel", hours_ago=30)
    answered = question_of(app, cast.dan, "Battery swells, is that safe", hours_ago=30)
    page = browser.sign_in(cast.bob).get(path_of(app, solved))
    browser.submit(page, "answers", body="It is at the pickup point on the corner.")
    page = browser.sign_in(cast.dan).get(path_of(app, solved))
    browser.submit(page, "solution")
    page = browser.sign_in(cast.ana).get(path_of(app, answered))
    browser.submit(page, "answers", body="Please stop charging it and send it to us.")
    with site(app):
        assert actions.escalate_lapsed() == 0


def test_dan_asks_a_person_and_sees_it_on_his_pages(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = question_of(app, cast.dan)
    page = browser.sign_in(cast.dan).get(path_of(app, question))
    page = browser.submit(page, "escalation", note="It is for work, and urgent.")
    assert "with our support team" in page.text
    assert case_of(app, question)["because"] == "asked"
    assert "Screen stays black" in browser.get("/my/cases").text
    assert not browser.get(path_of(app, question)).has_form("escalation")


def test_others_cannot_ask_a_person_for_dans_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = question_of(app, cast.dan)
    page = browser.sign_in(cast.bob).get(path_of(app, question))
    assert not page.has_form("escalation")
    token = dict(page.form("answers").fields)["csrf_token"]
    assert browser.post(f"/questions/{question}/escalation", {"csrf_token": token}).status == 403
    assert browser.sign_out().get(path_of(app, question)).has_form("escalation") is False


def test_one_question_has_one_open_case_however_often_it_escalates(app: Askwell, cast: Cast) -> None:
    question = question_of(app, cast.dan, hours_ago=30)
    with site(app):
        found = db.session.get_one(Question, question)
        first = actions.escalate(found, "promise")
        assert actions.escalate(found, "asked", note="more").id == first.id
        assert first.note == "more"
