"""The trail: nothing without consent; with it, the customer sees, strikes and sends; a day later it is gone."""

from __future__ import annotations

import re
from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.jobs import Job
from forum.search import rebuilding
from forum.support import actions, trail
from forum.support.models import TrailLine
from forum.support.trail import guests
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.privacy.leaving import everything_in, taken
from tests.support.stage import path_of, question_of


def _lines(app: Askwell) -> list[str]:
    with app.app_context():
        return [line.text for line in db.session.query(TrailLine).order_by(TrailLine.id)]


def test_without_consent_nothing_is_stored(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = path_of(app, question_of(app, cast.bob))
    with site(app):
        rebuilding.rebuild()
    for reader in (browser, Browser(app).sign_in(cast.dan)):
        reader.get("/search?q=black+screen")
        reader.get(path)
        assert "/my/trail" in reader.get("/ask").html  # one sentence says that it could be
        assert not reader.get("/ask").has_form("/my/trail")
    assert _lines(app) == []


def test_a_key_that_nobody_got_from_us_is_no_consent(app: Askwell, browser: Browser) -> None:
    with site(app):
        rebuilding.rebuild()
    browser.client.set_cookie(guests.COOKIE, "made-up.signature")
    browser.get("/search?q=black+screen")
    assert _lines(app) == []


def test_a_guest_agrees_and_sends_her_sessions_trail_along_by_the_mailed_link(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    other = path_of(app, question_of(app, cast.bob, "Frozen after update"))
    with site(app):
        rebuilding.rebuild()
    browser.submit(browser.get("/my/trail"), "/my/trail", agreed="1")
    for words in ("black+screen", "embarrassing+thing"):
        browser.get(f"/search?q={words}")
    browser.get(other)
    Browser(app).get("/search?q=of+somebody+else")
    assert _lines(app) == ["black screen", "embarrassing thing", "Frozen after update"]

    page = browser.get("/ask")
    ticked = [v for k, v in page.form("Post the question").fields if k == "trail"]
    browser.submit(
        page, "Post the question", title="Screen stays black", body="Only the logo.", topic="devices",
        email="gail@example.com", trail=[ticked[0], ticked[2]],
    )  # fmt: skip
    with site(app):
        mail = db.session.query(Job).filter_by(kind="mail").one().payload["text"]
    elsewhere = Browser(app)  # her mail program opens another browser
    page = elsewhere.get(re.search(r"http://localhost(/\S+)", mail)[1])  # type: ignore[index]
    page = elsewhere.submit(elsewhere.submit(page, "Go on", name="Gail"), "/ask")
    assert "black screen" in page.text
    with app.app_context():
        sent = db.session.query(TrailLine).filter(TrailLine.question_id.is_not(None)).all()
        assert {line.text for line in sent} == {"black screen", "Frozen after update"}
        assert {line.guest for line in sent} == {None}
    assert "embarrassing" not in Browser(app).sign_in(cast.ana).get(page.path).text
    browser.submit(browser.get("/my/trail"), "Stop, and delete")
    assert set(_lines(app)) == {"black screen", "Frozen after update"}
    browser.get("/search?q=after+the+end")
    assert "after the end" not in _lines(app)


def test_what_is_looked_for_while_she_writes_is_no_line(app: Askwell, cast: Cast, browser: Browser) -> None:
    """It is her question itself, word by word as it grows."""
    question_of(app, cast.bob, "Frozen after update")
    with site(app):
        rebuilding.rebuild()
    browser.submit(browser.get("/my/trail"), "/my/trail", agreed="1")
    assert "Frozen" in browser.get("/ask/suggestions?title=Frozen+after+update").text
    assert _lines(app) == []


def test_a_person_is_asked_without_a_note(app: Askwell, cast: Cast, browser: Browser) -> None:
    """The note may be left out: a browser must not refuse the form for it."""
    page = browser.sign_in(cast.dan).get(path_of(app, question_of(app, cast.dan)))
    note = re.search(r'<textarea id="f-note"[^>]*>', page.html)
    assert note
    assert "required" not in note[0]


def test_nobody_sends_or_strikes_a_guests_lines_without_her_key(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mine = question_of(app, cast.bob)
    with site(app):
        db.session.add(TrailLine(guest="a" * 32, at=clock.now(), kind="search", text="a guests secret"))
        db.session.flush()
        line = db.session.query(TrailLine).one().id
        bob = db.session.get_one(Person, cast.bob.id)
        assert actions.send_trail(db.session.get_one(Question, mine), by=bob, line_ids=[line]) == 0
    for thief in (browser, Browser(app).sign_in(cast.bob)):
        page = thief.get("/my/trail")
        token = dict(page.form("/my/trail").fields)["csrf_token"]
        thief.post("/my/trail/strikes", {"csrf_token": token, "line": str(line)})
        assert "guests secret" not in page.text
    assert _lines(app) == ["a guests secret"]


def test_dan_strikes_a_line_for_good(app: Askwell, cast: Cast, browser: Browser) -> None:
    with site(app):
        rebuilding.rebuild()
    browser.submit(browser.sign_in(cast.dan).get("/my/trail"), "/my/trail", agreed="1")
    browser.get("/search?q=embarrassing+thing")
    browser.submit(browser.get("/my/trail"), "/my/trail/strikes")
    assert _lines(app) == []


def test_lines_older_than_a_day_are_neither_shown_nor_sent_nor_exported(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = question_of(app, cast.dan)
    with site(app):
        db.session.get_one(Person, cast.dan.id).trail_consent_at = clock.now() - timedelta(days=2)
        old = clock.now() - timedelta(hours=25)
        db.session.add(TrailLine(person_id=cast.dan.id, at=old, kind="search", text="yesterdays words"))
        db.session.flush()
        line = db.session.query(TrailLine).one().id
        dan = db.session.get_one(Person, cast.dan.id)
        assert actions.send_trail(db.session.get_one(Question, question), by=dan, line_ids=[line]) == 0
    browser.sign_in(cast.dan)
    assert "yesterdays" not in browser.get("/ask").text
    assert "yesterdays" not in browser.get("/my/trail").text
    assert "yesterdays" not in everything_in(taken(browser))


def test_what_dan_sent_stands_on_the_question_for_him_and_staff_alone(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = question_of(app, cast.dan)
    with site(app):
        db.session.add(
            TrailLine(
                person_id=cast.dan.id, at=clock.now(), kind="helped", text="Zebra guide", document="article:12",
                question_id=question,
            )
        )  # fmt: skip
    path = path_of(app, question)
    assert 'href="/articles/12"' in browser.sign_in(cast.ana).get(path).html
    assert "Zebra guide" in browser.sign_in(cast.dan).get(path).text
    for other in (browser.sign_in(cast.bob), Browser(app)):
        assert "Zebra guide" not in other.get(path).text
        assert "trail" not in other.get(path).html.lower()


def test_dan_agrees_searches_strikes_a_line_and_sends_the_rest(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    other = question_of(app, cast.bob, "Frozen after update")
    question = question_of(app, cast.dan)
    with site(app):
        rebuilding.rebuild()  # what search can't answer, nobody searched
    page = browser.sign_in(cast.dan).get("/my/trail")
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
    browser.submit(browser.get("/my/trail"), "/my/trail", agreed="1")
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
    page = browser.sign_in(cast.dan).get("/my/trail")
    browser.submit(page, "/my/trail", agreed="1")
    browser.get("/search?q=first")
    with clock.moved(timedelta(hours=25)):
        with site(app):
            assert trail.forget_old() == 1
        browser.get("/search?q=second")
    assert _lines(app) == ["second"]
    browser.submit(browser.get("/my/trail"), "/my/trail", agreed="0")
    assert _lines(app) == []
