"""A browser's session: one query to read it, nothing written by reading, ended when it should be."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Blueprint, flash, g, jsonify
from flask_login import current_user

from forum import Askwell
from forum.accounts import links, session_rows, sessions
from forum.accounts.models import Person, SignInSession
from forum.config import Settings
from forum.core import clock
from forum.core.access import public
from forum.core.db import db
from tests.conftest import POSTGRES
from tests.factories import Cast, site
from tests.pages import Browser


@pytest.fixture
def app(app: Askwell) -> Askwell:
    """The site with two small views that show what a session is."""
    bp = Blueprint("looking", __name__)

    @bp.get("/who")
    @public
    def who():
        return jsonify({"name": current_user.name, "ref": g.session_ref})

    @bp.get("/say")
    @public
    def say():
        flash("A word for the next page", "success")
        return jsonify({})

    app.register_blueprint(bp)
    return app


def _rows(app: Askwell) -> list[SignInSession]:
    with site(app):
        return list(db.session.scalars(sa.select(SignInSession)))


def test_a_guest_who_reads_gets_no_cookie_and_no_row(app: Askwell, browser: Browser) -> None:
    page = browser.get("/who")

    assert page.json == {"name": "", "ref": None}
    assert "Set-Cookie" not in page.response.headers
    assert _rows(app) == []


def test_session_and_person_are_read_with_one_statement(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    with app.app_context():
        engine = db.engine
    statements: list[str] = []

    def note(_c, _cursor, statement, *_more) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    assert browser.get("/who").json["name"] == "Carla"
    sa.event.remove(engine, "before_cursor_execute", note)

    assert len(statements) == 1
    assert statements[0].startswith("SELECT")


def test_the_cookie_is_not_what_is_stored_and_scripts_cannot_read_it(app: Askwell, cast: Cast) -> None:
    with app.app_context():
        key = sessions.start_for(cast.carla.id)

    assert key not in _rows(app)[0].key_hash
    client = app.test_client()
    answer = client.get("/say", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("askwell_session=")
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Secure"))


def test_a_word_for_a_guest_is_shown_once_and_leaves_nothing(app: Askwell, browser: Browser) -> None:
    browser.get("/say")
    assert len(_rows(app)) == 1

    first = browser.get("/sign-in")
    assert "A word for the next page" in first.text
    assert "A word for the next page" not in browser.get("/sign-in").text
    assert _rows(app) == []
    assert browser.client.get_cookie(sessions.COOKIE) is None


@pytest.mark.parametrize(
    ("later", "seen_on_the_way", "still_in"),
    [
        (timedelta(days=29), False, True),
        (timedelta(days=31), False, False),
        (timedelta(days=89), True, True),
        (timedelta(days=91), True, False),
    ],
)
def test_sessions_end_when_idle_or_old(
    app: Askwell, browser: Browser, cast: Cast, later: timedelta, seen_on_the_way: bool, still_in: bool
) -> None:
    browser.sign_in(cast.carla)
    if seen_on_the_way:
        for days in range(25, later.days, 25):
            with clock.moved(timedelta(days=days)):
                browser.get("/who")

    with clock.moved(later):
        assert browser.get("/who").json["name"] == ("Carla" if still_in else "")
        assert (browser.client.get_cookie(sessions.COOKIE) is not None) is still_in


def test_last_seen_is_written_at_most_each_five_minutes(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    made = _rows(app)[0].seen_at

    with clock.moved(timedelta(minutes=4)):
        browser.get("/who")
    assert _rows(app)[0].seen_at == made

    with clock.moved(timedelta(minutes=6)):
        browser.get("/who")
    assert _rows(app)[0].seen_at > made


def test_a_suspended_person_is_out_at_once(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.dan)
    assert browser.get("/who").json["name"] == "Dan"

    with site(app):
        db.session.get_one(Person, cast.dan.id).suspended_at = clock.now()

    assert browser.get("/who").json["name"] == ""


def test_what_nobody_may_use_any_more_is_deleted(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    with site(app):
        ended = sessions.start_for(cast.carla.id)
        db.session.execute(
            sa.update(SignInSession)
            .where(SignInSession.key_hash == session_rows.hashed(ended))
            .values(ended_at=clock.now())
        )
        links.make("reset", cast.carla.id)
    with site(app):
        assert (sessions.forget_old(), links.forget_old()) == (1, 0)
    with clock.moved(timedelta(days=31)), site(app):
        assert (sessions.forget_old(), links.forget_old()) == (1, 1)


@pytest.mark.skipif(bool(POSTGRES), reason="takes the file of SQLite away")
def test_a_database_that_is_away_is_said_on_a_page(
    app: Askwell, browser: Browser, cast: Cast, settings: Settings
) -> None:
    browser.sign_in(cast.carla)
    file = Path(settings.database_url.removeprefix("sqlite:///"))

    def away() -> None:
        db.session.rollback()
        db.engine.dispose()
        file.rename(file.with_suffix(".away"))
        file.mkdir()

    @app.get("/lose-it")
    @public
    def lose_it() -> str:
        current_user.name
        away()
        db.session.execute(sa.text("SELECT 1"))
        raise AssertionError("the database answered")

    during = browser.get("/lose-it")
    assert during.status == 503
    assert "Please try again in a moment" in during.text
    before = browser.get("/who")
    assert before.status == 503


def test_a_session_can_be_named_by_its_owner(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    page = browser.submit(browser.get("/my/account"), "/name", session_name="Blue one")
    assert "Blue one" in page.text
    number = _rows(app)[0].id
    bob = Browser(app).sign_in(cast.bob)
    token = dict(bob.get("/my/account").form("/name").fields)["csrf_token"]
    sent = {"csrf_token": token, "session_name": "Mine"}
    assert bob.post(f"/my/account/sessions/{number}/name", sent).status == 404
    assert {row.id: row.name for row in _rows(app)}[number] == "Blue one"
    browser.submit(browser.get("/my/account"), "/name", session_name=None)
    assert "Blue one" not in browser.get("/my/account").text
