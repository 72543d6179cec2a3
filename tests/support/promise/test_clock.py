"""The promise's clock: counted in opening hours, standing still while we wait, counted anew when an admin changes it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from forum import hours
from forum.core import clock, jobs
from forum.core.db import db
from forum.hours import actions as opening
from forum.hours.calendar import Calendar
from forum.support import actions, queries
from forum.support.private import actions as private
from forum.support.promise import actions as promise
from forum.threads.models import Question
from forum.threads.queries import promise_lapsed
from forum.topics.models import Topic
from tests.factories import site
from tests.support.stage import case_of, everybody, me, path_of, question_of

DAYTIME = Calendar("UTC", (((480, 1200),),) * 7)  # every day from eight to eight


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


def due(app, number: int) -> datetime:
    with site(app):
        return db.session.get_one(Question, number).due_at


def asks_for_more(app, cast, number: int) -> None:
    """Ana asks the customer for details, privately: the case waits."""
    with site(app):
        question = db.session.get_one(Question, number)
        private.write(question, me(cast.ana), "Which model?")


def test_a_promise_is_counted_in_opening_hours(app, cast):
    with site(app):
        opening.change(DAYTIME, by=cast.root)
    number = question_of(app, cast.dan, promise_hours=24)
    with site(app):
        question = db.session.get_one(Question, number)
        assert question.due_at == hours.deadline(question.created_at, 24)
        assert question.due_at - question.created_at >= timedelta(hours=36)


def test_everybody_reads_by_when_a_person_answers(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=48)
    page = browser.get(path_of(app, number))
    weekday = due(app, number).strftime("%A")
    assert f"a person of our team answers by {weekday}" in page.text
    assert "at the latest" in page.text


def test_an_escalated_question_still_says_by_when(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=48)
    browser.sign_in(cast.dan)
    asked = browser.submit(browser.get(path_of(app, number)), "Ask a person now")
    assert "A person of our team answers by" in asked.text
    assert case_of(app, number)["due_at"] == due(app, number)


def test_the_clock_stands_still_while_the_customer_is_asked(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=10)
    before = due(app, number)
    with clock.moved(timedelta(hours=4)):
        asks_for_more(app, cast, number)
        page = browser.get(path_of(app, number))
        assert "Paused since" in page.text
        assert case_of(app, number)["state"] == "waiting"
    with clock.moved(timedelta(hours=30)):  # long after it would have lapsed
        with site(app):
            assert promise_lapsed(clock.now()) == []
            question = db.session.get_one(Question, number)
            private.write(question, me(cast.dan), "The blue one.")
        # he had waited four of ten hours; six are left, from now on
        assert abs(due(app, number) - (clock.now() + timedelta(hours=6))) < timedelta(minutes=1)
        assert due(app, number) > before
        assert case_of(app, number)["due_at"] == due(app, number)
        assert "Paused" not in browser.get(path_of(app, number)).text


def test_what_is_left_is_counted_in_opening_hours_too(app, cast):
    with site(app):
        opening.change(DAYTIME, by=cast.root)
    number = question_of(app, cast.dan, promise_hours=24)
    first = due(app, number)
    asks_for_more(app, cast, number)
    with clock.moved(timedelta(hours=11)):
        with site(app):
            assert promise.resume(number)
            question = db.session.get_one(Question, number)
            paused = hours.between(question.created_at, clock.now())
        assert abs(hours_later(first, paused) - due(app, number)) < timedelta(seconds=5)


def hours_later(moment: datetime, opening_time: timedelta) -> datetime:
    return DAYTIME.later(moment, opening_time)


def test_whoever_writes_again_after_our_answer_is_owed_one_in_the_same_time(app, cast):
    number = question_of(app, cast.dan, promise_hours=8)
    with site(app):
        case = actions.escalate(db.session.get_one(Question, number), "asked", by=cast.dan)
        actions.reply(case, by=me(cast.ana), body="Hold the button for ten seconds.")
    with clock.moved(timedelta(days=3)):
        with site(app):
            actions.judge(queries.open_case_of(number), by=me(cast.dan), solved=False)
        left = case_of(app, number)["due_at"] - clock.now()
        assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)


def test_a_case_closed_while_waiting_promises_nothing_any_more(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=8)
    asks_for_more(app, cast, number)
    with site(app):
        actions.set_state(queries.open_case_of(number), "closed", because="answered by phone")
    assert "Our promise" not in browser.get(path_of(app, number)).text


def test_changed_hours_move_the_clocks_that_run(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=24)
    late = question_of(app, cast.carla, "Nobody answers me here", hours_ago=30)
    first, lapsed = due(app, number), due(app, late)
    browser.sign_in(cast.root)
    week = {f"day{n}": "08:00-20:00" for n in range(7)}
    browser.submit(browser.get("/admin/hours"), "Save", kind="week", zone="UTC", **week)
    with site(app):
        jobs.run_until_empty()
        question = db.session.get_one(Question, number)
        assert question.due_at == DAYTIME.deadline(question.created_at, 24)
    assert due(app, number) > first
    assert due(app, late) == lapsed  # what lapsed stays lapsed

    browser.submit(browser.get("/admin/hours"), "Save", kind="always")
    with site(app):
        jobs.run_until_empty()
    assert due(app, number) == first  # a mistake is taken back without a trace


def test_a_shorter_promise_makes_nobody_late(app, cast, browser):
    old = question_of(app, cast.dan, hours_ago=10, promise_hours=24)
    new = question_of(app, cast.dan, "And the sound is gone as well", promise_hours=24)
    before = due(app, old)
    browser.sign_in(cast.root)
    browser.submit(browser.get("/admin/topics/devices"), "Save", promise_hours="8")
    with site(app):
        jobs.run_until_empty()
        question = db.session.get_one(Question, new)
        assert question.due_at == question.created_at + timedelta(hours=8)
    assert due(app, old) == before


def test_new_hours_count_for_a_clock_that_stands_still(app, cast):
    number = question_of(app, cast.dan, promise_hours=24)
    asks_for_more(app, cast, number)
    with site(app):
        topic = db.session.query(Topic).filter_by(slug="devices").one()
        topic.promise_hours = 48
        assert promise.count_anew(topic.id) == 1
    with clock.moved(timedelta(hours=5)):
        with site(app):
            promise.resume(number)
        assert abs(due(app, number) - (clock.now() + timedelta(hours=48))) < timedelta(minutes=1)


def test_two_agents_ask_at_once_and_the_clock_stops_once(app, cast):
    number = question_of(app, cast.dan)
    with site(app):
        assert promise.pause(number)
        assert not promise.pause(number)
        assert promise_lapsed(clock.now() + timedelta(days=9)) == []
        assert promise.resume(number)
        assert not promise.resume(number)


def test_a_moment_of_another_week_says_its_date(app, cast, browser):
    number = question_of(app, cast.dan, promise_hours=24 * 20)
    then = due(app, number)
    assert f"{then:%b} {then.day}" in browser.get(path_of(app, number)).text
