"""The trail: nothing without consent; with it, the customer sees, strikes and sends; a day later it is gone."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.search import rebuilding
from forum.support import actions, trail
from forum.support.models import TrailLine
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.stage import path_of, question_of


def _lines(app: Askwell) -> list[str]:
    with app.app_context():
        return [line.text for line in db.session.query(TrailLine).order_by(TrailLine.id)]


def test_without_consent_nothing_is_stored(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.dan).get("/search?q=black+screen")
    browser.get(path_of(app, question_of(app, cast.bob)))
    assert _lines(app) == []


def test_dan_agrees_searches_strikes_a_line_and_sends_the_rest(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    other = question_of(app, cast.bob, "Frozen after update")
    question = question_of(app, cast.dan)
    with site(app):
        rebuilding.rebuild()  # what search can't answer, nobody searched
    page = browser.sign_in(cast.dan).get("/my/data")
    browser.submit(page, "/my/trail", agreed="1")
    browser.get("/search?q=black+screen")
    browser.get("/search?q=embarrassing+thing")
    browser.get(path_of(app, other))
    assert _lines(app) == ["black screen", "embarrassing thing", "Frozen after update"]

    page = browser.get(path_of(app, question))
    keep = [v for k, v in page.form("escalation").fields if k == "trail"]
    assert len(keep) == 3
    browser.submit(page, "escalation", trail=[keep[0], keep[2]])
    with app.app_context():
        sent = db.session.query(TrailLine).filter(TrailLine.question_id == question)
        assert {line.text for line in sent} == {"black screen", "Frozen after update"}
    case_page = browser.sign_in(cast.ana).get("/desk")
    case_page = browser.get(case_page.link("Screen stays black"))
    assert "black screen" in case_page.text
    assert "embarrassing" not in case_page.text


def test_suggestions_that_did_not_help_go_along_with_the_question_they_were_shown_for(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    read = question_of(app, cast.bob, "Frozen after update")
    token = dict(browser.sign_in(cast.dan).get("/ask").form("Post the question").fields)["csrf_token"]
    asked = {
        "csrf_token": token,
        "title": "Black screen",
        "body": "Nothing.",
        "topic": "devices",
        "suggested": "0" * 16,
    }
    asked["rejected"] = f"question:{read}"
    browser.post("/ask", {**asked, "form_key": "first"})
    assert _lines(app) == []  # he did not agree
    browser.submit(browser.get("/my/data"), "/my/trail", agreed="1")
    page = browser.post("/ask", {**asked, "form_key": "second"})
    with app.app_context():
        line = db.session.query(TrailLine).filter_by(kind="rejected").one()
        assert line.text == "Frozen after update"
        assert page.path.startswith(f"/questions/{line.question_id}-")


def test_bob_cannot_send_dans_lines(app: Askwell, cast: Cast) -> None:
    mine = question_of(app, cast.bob)
    with site(app):
        db.session.add(TrailLine(person_id=cast.dan.id, at=clock.now(), kind="search", text="dans secret"))
        db.session.flush()
        line = db.session.query(TrailLine).one()
        assert actions.send_trail(db.session.get_one(Question, mine), by=cast.bob, line_ids=[line.id]) == 0


def test_unsent_lines_are_gone_after_a_day_and_at_once_when_consent_ends(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    with site(app):
        rebuilding.rebuild()
    page = browser.sign_in(cast.dan).get("/my/data")
    browser.submit(page, "/my/trail", agreed="1")
    browser.get("/search?q=first")
    with clock.moved(timedelta(hours=25)):
        with site(app):
            assert trail.forget_old() == 1
        browser.get("/search?q=second")
    assert _lines(app) == ["second"]
    browser.submit(browser.get("/my/data"), "/my/trail", agreed="0")
    assert _lines(app) == []
