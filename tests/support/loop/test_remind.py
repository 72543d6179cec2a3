"""Whoever does not come back is asked once more; never twice, never when there is nothing to ask."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.core import choices, clock
from forum.core.db import db
from forum.notifications import mailing
from forum.support import actions as cases
from forum.support.loop import actions as loop
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import site
from tests.mails import waiting
from tests.support.loop.stage import button, mails
from tests.support.stage import everybody, me, question_of

DAN = "dan@example.com"


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


@pytest.fixture
def asked(app, cast):
    number = question_of(app, cast.dan, promise_hours=1000)
    factories.answer(app, number, cast.bob, "Hold the button for ten seconds.")
    return number


def reminders(app, days: float) -> int:
    with clock.moved(timedelta(days=days)), site(app):
        return loop.remind()


def test_dan_is_reminded_once_with_the_two_buttons(app, browser, asked):
    assert reminders(app, 3) == 0
    assert reminders(app, 5) == 1
    last = mails(app, DAN)[-1]
    assert "answered some days ago" in last["text"]
    assert reminders(app, 6) == reminders(app, 20) == 0
    assert "Hold the button" in browser.get(button(last, "solved")).text


def test_a_later_answer_is_no_second_reminder(app, cast, asked):
    assert reminders(app, 5) == 1
    with clock.moved(timedelta(days=6)):
        factories.answer(app, asked, cast.carla, "Take the battery out.")
    assert reminders(app, 12) == 0


@pytest.mark.parametrize("did", ["accepted", "wrote", "stuck", "ended mails", "withdrew"])
def test_who_acted_is_left_in_peace(app, cast, asked, did):
    with site(app):
        question, dan = db.session.get_one(Question, asked), me(cast.dan)
        if did == "accepted":
            answer = db.session.query(Answer).filter_by(question_id=asked).one()
            threads.accept_solution(question, answer, by=dan)
        elif did == "wrote":
            threads.answer(question, dan, "I will try that tonight.")
        elif did == "stuck":
            loop.still_stuck(question, by=dan)
        elif did == "ended mails":
            mailing.end(dan.id, f"question:{asked}")
        else:
            threads.delete(question, by=me(cast.mo))
    before = len(mails(app, DAN))
    assert reminders(app, 5) == 0
    assert len(mails(app, DAN)) == before


def test_nobody_is_asked_while_it_is_our_turn(app, cast, asked):
    with site(app):
        cases.escalate(db.session.get_one(Question, asked), "asked", by=me(cast.dan))
    assert reminders(app, 5) == 0


def test_an_own_answer_or_none_is_no_answer(app, cast):
    number = question_of(app, cast.dan, promise_hours=1000)
    factories.answer(app, number, cast.dan, "I forgot to say: it is the blue one.")
    assert reminders(app, 5) == 0


def test_admins_say_when_or_never(app, cast, asked):
    with site(app):
        choices.change({"loop.remind_days": "0"}, by=cast.root)
    assert reminders(app, 9) == 0
    with site(app):
        choices.change({"loop.remind_days": "8"}, by=cast.root)
    assert reminders(app, 7) == 0
    assert reminders(app, 9) == 1


def test_an_old_site_does_not_wake_everybody(app, asked):
    assert reminders(app, 60) == 0


def test_a_worker_that_dies_after_it_reminds_nobody_twice(app, asked):
    """The mark and the mail are one transaction: undone together, done together."""
    with clock.moved(timedelta(days=5)):
        with app.app_context():
            assert loop.remind() == 1
            db.session.rollback()
        assert reminders(app, 0) == 1
        assert len(waiting(app)) == 2
