"""Nothing is announced by mail that was undone, or that its reader may not know any more, when the mail goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import clock, jobs, sending
from forum.core.db import db
from forum.core.jobs import Job
from forum.notifications import actions
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories, mails
from tests.factories import Cast, site
from tests.notifications.stage import chosen, texts, vote


def sent(app: Askwell) -> int:
    """What the worker sends of the mails that are written; returns how many still wait afterwards."""
    with site(app):
        while jobs.run_once(sending.KIND):
            pass
        return db.session.query(Job).filter_by(kind=sending.KIND).count()


def test_a_mail_about_what_may_be_undone_waits_and_does_not_go_then(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    answer = factories.answer(app, asked, cast.bob)
    with site(app):
        jobs.run_until_empty()
        assert db.session.query(Job).filter_by(kind=sending.KIND).count() == 0  # not yet
    with site(app):
        threads.delete(db.session.get_one(Answer, answer), cast.bob)
    assert texts(app, cast.carla) == []
    factories.answer(app, asked, cast.dan)
    assert len(texts(app, cast.carla)) == 1


def test_after_the_minutes_the_worker_sends_it_by_itself(app: Askwell, cast: Cast) -> None:
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    with clock.moved(timedelta(minutes=3)), site(app):
        jobs.run_once("notice mail")
        assert db.session.query(Job).filter_by(kind=sending.KIND).count() == 1


def test_a_solution_taken_back_is_not_announced(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    answer = factories.answer(app, asked, cast.bob)
    for accept in (True, False):
        with site(app):
            question = db.session.get_one(Question, asked)
            if accept:
                threads.accept_solution(question, db.session.get_one(Answer, answer), cast.carla)
            else:
                threads.unaccept_solution(question, cast.carla)
    assert texts(app, cast.bob) == []


def test_votes_taken_back_are_counted_no_more_in_the_mail_either(app: Askwell, cast: Cast) -> None:
    chosen(app, cast.bob, votes="at once")
    answer = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    for person in (cast.carla, cast.dan, cast.make("eve")):
        vote(app, person, f"answer:{answer}")
    vote(app, cast.dan, f"answer:{answer}", 0)
    (text,) = texts(app, cast.bob)
    assert "2 people found what you wrote" in text


def test_a_mail_that_waits_for_a_server_is_asked_again_before_it_goes(
    app: Askwell, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    """Written, but the server was away for a night: what was hidden meanwhile is not sent, what remains is."""
    mo = cast.mo
    asked = factories.question(app, cast.carla, "Where is my zebra?")
    answer = factories.answer(app, asked, cast.bob)
    assert len(texts(app, cast.carla)) == 1
    with site(app):
        threads.hide(db.session.get_one(Answer, answer), mo, because="rude")
    assert sent(app) == 0
    assert "zebra" not in capsys.readouterr().out
    chosen(app, cast.bob, votes="at once")
    for person in (cast.carla, cast.dan):
        vote(app, person, f"question:{factories.question(app, cast.bob, f'Of {person.name}')}")
    assert len(texts(app, cast.bob)) == 2
    other = factories.question(app, cast.bob, "Both like it")
    for person in (cast.carla, cast.dan):
        vote(app, person, f"question:{other}")
    assert "2 people" in texts(app, cast.bob)[-1]
    vote(app, cast.dan, f"question:{other}", 0)
    assert sent(app) == 0  # the two others went; this one is written again
    (again,) = texts(app, cast.bob)
    assert "Somebody found" in again


def test_the_suspended_get_only_what_they_must_know(app: Askwell, cast: Cast) -> None:
    root = cast.root
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    with site(app):
        accounts.suspend(db.session.get_one(Person, cast.carla.id), root, "spam")
        actions.tell(cast.carla.id, "moderated_hiding", "/", mail_as="moderated", must_know=True, title="X",
                     because="rude", deed="hiding", post_kind="question")  # fmt: skip
    waiting = mails.waiting(app, "carla@example.com")
    assert any("was hidden" in mail["subject"] for mail in waiting)
    assert not any("answer to" in mail["subject"] for mail in waiting)


def test_what_she_read_here_meanwhile_is_not_mailed(app: Askwell, cast: Cast) -> None:
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    with site(app):
        actions.read_all(cast.carla)
    assert texts(app, cast.carla) == []
