"""A case goes from state to state in one place; whoever listens hears each step."""

from __future__ import annotations

from typing import Any

import pytest

from forum import Askwell
from forum.core import clock, events
from forum.core.db import db
from forum.support import actions
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads import queries as thread_queries
from forum.threads.models import Answer, Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.desk.scene import choose, held_case, me, open_case, seen, work
from tests.support.stage import path_of


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for name in ("case.state", "case.opened", "case.replied"):
        listeners = [*events._subscribers[name], lambda _name=name, **v: found.append({"event": _name, **v})]
        monkeypatch.setitem(events._subscribers, name, listeners)
    return found


def test_each_step_of_a_case_is_heard_once(
    app: Askwell, cast: Cast, browser: Browser, heard: list[dict[str, Any]]
) -> None:
    number = open_case(app, cast.dan)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    page = browser.submit(page, "claim")
    work(app, number, lambda case: actions.reply(case, by=me(cast.ana), body="Hold the power button."))
    work(app, number, lambda case: actions.resolve(case, by=me(cast.ana)))
    told = [(e["event"], e.get("before"), e.get("after"), e.get("by_id"), e.get("private")) for e in heard]
    assert told == [
        ("case.opened", None, None, None, None),
        ("case.state", "new", "open", None, None),
        ("case.state", "open", "waiting", None, None),
        ("case.replied", None, None, cast.ana.id, False),
        ("case.state", "waiting", "resolved", None, None),
    ]
    assert all(e["case_id"] == number for e in heard)


def test_the_moments_follow_the_state(app: Askwell, cast: Cast) -> None:
    number = held_case(app, cast, cast.ana)
    work(app, number, lambda case: actions.resolve(case, by=me(cast.ana)))
    assert seen(app, number, "resolved_by_id", "closed_at") == (cast.ana.id, None)
    assert seen(app, number, "resolved_at") is not None
    work(app, number, lambda case: actions.close(case, by=me(cast.ana), because="Sent twice."))
    assert seen(app, number, "closed_because", "state") == ("Sent twice.", "closed")
    assert seen(app, number, "closed_at") is not None
    work(app, number, lambda case: actions.reopen(case, by=me(cast.ana)))
    assert seen(app, number, "closed_because", "closed_at", "resolved_at", "state") == (
        "",
        None,
        None,
        "open",
    )
    with site(app), pytest.raises(ValueError, match="gone"):
        actions.set_state(db.session.get_one(Case, number), "gone")


def test_ana_closes_with_a_reason_which_dan_does_not_see(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    assert browser.submit(page, "Close it", because="  ").status == 422
    page = browser.submit(page, "Close it", because="Duplicate of quince-12.")
    assert "quince-12" in page.text
    browser.sign_in(cast.dan)
    question = seen(app, number, "question_id")
    assert "Support closed its case" in browser.get("/my/notices").text
    for path in ("/my/notices", "/my/cases", path_of(app, question)):
        assert "quince-12" not in browser.get(path).html


def test_dan_writes_again_and_the_case_that_waited_for_him_is_open(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = held_case(app, cast, cast.ana)
    work(app, number, lambda case: actions.reply(case, by=me(cast.ana), body="Which version is it?"))
    assert seen(app, number, "state") == "waiting"
    question = seen(app, number, "question_id")
    page = browser.sign_in(cast.bob).get(path_of(app, question))
    browser.submit(page, f"/questions/{question}/answers", body="I have it too, on version 8.")
    assert seen(app, number, "state") == "waiting", "Bob is not whom it waits for"
    page = browser.sign_in(cast.dan).get(path_of(app, question))
    browser.submit(page, f"/questions/{question}/answers", body="Version 9.")
    assert seen(app, number, "state", "claimed_by_id") == ("open", cast.ana.id)
    assert "The customer wrote" in browser.sign_in(cast.ana).get("/my/notices").text


@pytest.mark.parametrize("again", ["reopen", "follow"])
def test_dan_writes_after_closing_and_admins_chose_what_comes_of_it(
    app: Askwell, cast: Cast, again: str
) -> None:
    choose(app, cast, again=again)
    number = held_case(app, cast, cast.ana)
    work(app, number, lambda case: actions.close(case, by=me(cast.ana), because="Silence."))
    question = seen(app, number, "question_id")
    with site(app):
        threads.answer(db.session.get_one(Question, question), by=me(cast.dan), body="It is black again.")
    with app.app_context():
        cases = db.session.query(Case).filter_by(question_id=question).order_by(Case.id).all()
        if again == "reopen":
            assert [(c.id, c.state) for c in cases] == [(number, "open")]
        else:
            assert [c.state for c in cases] == ["closed", "open"]
            assert (cases[1].follows_id, cases[1].because) == (number, "again")
            assert cases[1].claimed_by_id == cast.ana.id


def test_thanks_after_a_solution_open_nothing(app: Askwell, cast: Cast) -> None:
    number = held_case(app, cast, cast.ana)
    question = seen(app, number, "question_id")
    work(app, number, lambda case: actions.reply(case, by=me(cast.ana), body="Hold the power button."))
    work(app, number, lambda case: actions.judge(case, by=me(cast.dan), solved=True))
    with site(app):
        threads.answer(db.session.get_one(Question, question), by=me(cast.dan), body="Thank you so much!")
    assert seen(app, number, "state") == "closed"


def test_a_solution_taken_back_opens_the_case_it_closed_and_no_other(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = held_case(app, cast, cast.ana)
    question = seen(app, number, "question_id")
    for closed_otherwise in (False, True):
        with site(app):
            found = thread_queries.question(question, viewer=me(cast.dan))
            answer = threads.answer(found, by=me(cast.bob), body="Charge it first.", created_at=clock.now())
            if closed_otherwise:
                case = db.session.get_one(Case, number)
                actions.close(case, by=me(cast.ana), because="Sold it.")
            threads.accept_solution(found, db.session.get_one(Answer, answer.id), by=me(cast.dan))
        assert seen(app, number, "state") == "closed"
        with site(app):
            threads.unaccept_solution(db.session.get_one(Question, question), by=me(cast.dan))
        assert seen(app, number, "state") == ("closed" if closed_otherwise else "open")
    assert browser.sign_in(cast.ana).get("/my/notices").text.count("Still stuck") == 1


def test_a_resolved_case_can_be_opened_again_and_the_history_tells_who(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    page = browser.submit(page, "It waits for the customer")
    page = browser.submit(page, "Open it again")
    assert seen(app, number, "state") == "open"
    assert "Ana took the case" in page.text
    assert "Ana opened it again" in page.text
