"""Carla leaves. What she wrote stays; who she was does not."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.models import Person, SignInSession
from forum.core import clock, jobs
from forum.core.db import Base, db
from tests import factories
from tests.api.stage import Caller, key_of
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.privacy.stage import live_here

PASSWORD = "correct horse battery"


def _with_password(app: Askwell, person: Person) -> None:
    with app.app_context():
        hashed = passwords.hashed(PASSWORD)
    with site(app):
        db.session.get_one(Person, person.id).password_hash = hashed


def _leave(browser: Browser, **fields: str) -> Page:
    page = browser.get("/my/data")
    page = browser.get(page.link("Erase my account"))
    return browser.submit(page, "Erase my account for good", **fields)


def _where(app: Askwell, *words: str) -> tuple[list[str], int]:
    """ "table.column" of every place that holds one of the words, and how many values were looked at."""
    found, looked = [], 0
    with site(app):
        for table in Base.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)):
                for name, value in row._mapping.items():
                    if value is None:
                        continue
                    looked += 1
                    if any(word.lower() in str(value).lower() for word in words):
                        found.append(f"{table.name}.{name}")
    return found, looked


def test_no_table_holds_her_name_or_address(
    app: Askwell, browser: Browser, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    leaver = cast.make("hildegunde")
    number = live_here(app, cast, leaver)
    _with_password(app, leaver)
    with app.app_context():
        jobs.run_until_empty()
    before, looked = _where(app, "hildegunde")
    print(f"{len(before)} places before, {looked} values looked at")
    assert len(before) >= 3

    gone = _leave(browser.sign_in(leaver), password=PASSWORD)
    assert "Your account is erased" in gone.text
    with app.app_context():
        jobs.run_until_empty()
    assert "hildegunde@example.com: Your account is erased" in capsys.readouterr().out
    after, looked = _where(app, "hildegunde")
    assert looked > 100
    assert after == []

    page = Browser(app).get(f"/questions/{number}")
    assert page.status == 200
    assert "Where do I find the zebrafish?" in page.text
    assert "Erased person" in page.text


def test_her_private_words_are_gone_her_public_ones_stay(app: Askwell, browser: Browser, cast: Cast) -> None:
    live_here(app, cast, cast.carla)
    _with_password(app, cast.carla)
    with app.app_context():
        jobs.run_until_empty()
    assert len(_where(app, "okapi", "axolotl", "narwhal", "ibex", "Shop window")[0]) >= 5
    _leave(browser.sign_in(cast.carla), password=PASSWORD)
    with app.app_context():
        jobs.run_until_empty()
    assert _where(app, "okapi", "axolotl", "narwhal", "ibex", "Shop window")[0] == []
    assert _where(app, "zebrafish")[0] != []
    assert _where(app, "quokka")[0] != []


def test_nothing_of_hers_opens_the_door_any_more(app: Askwell, browser: Browser, cast: Cast) -> None:
    carla = cast.carla
    _with_password(app, carla)
    key = key_of(app, carla)
    elsewhere = Browser(app).sign_in(carla)
    assert elsewhere.get("/my/data").path == "/my/data"
    _leave(browser.sign_in(carla), password=PASSWORD)
    assert browser.get("/my/data").path.startswith("/sign-in")
    assert elsewhere.get("/my/data").path.startswith("/sign-in")
    assert Caller(app, key).get("/questions").status_code == 401
    page = browser.get("/sign-in")
    page = browser.submit(page, "/sign-in", email="carla@example.com", password=PASSWORD)
    assert page.status != 200 or "Sign in" in page.text
    with site(app):
        assert db.session.query(SignInSession).filter_by(person_id=carla.id).count() == 0
    assert browser.get(f"/people/{carla.id}").status == 404


def test_the_password_must_be_hers(app: Askwell, browser: Browser, cast: Cast) -> None:
    _with_password(app, cast.carla)
    page = _leave(browser.sign_in(cast.carla), password="a guess")
    assert page.status == 422
    assert "This is not your password." in page.text
    assert browser.get("/my/data").path == "/my/data"
    for _ in range(30):  # two windows of the limit, should one end meanwhile
        page = browser.submit(browser.get("/my/data/erasure"), "for good", password="a guess")
        if page.status == 429:
            break
    assert page.status == 429
    assert "a guess" not in page.html


def test_without_a_password_she_types_her_address(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    assert _leave(browser, email="somebody@example.com").status == 422
    assert "Your account is erased" in _leave(browser, email="Carla@example.com").text


def test_the_last_admin_stays(app: Askwell, browser: Browser, cast: Cast) -> None:
    _with_password(app, cast.root)
    page = browser.sign_in(cast.root).get("/my/data/erasure")
    assert "You are the only admin" in page.text
    assert not page.has_form("for good")
    token = dict(page.form("/sign-out").fields)["csrf_token"]
    sent = {"csrf_token": token, "password": PASSWORD}
    assert browser.post("/my/data/erasure", sent).status == 403
    cast.make("second", role="admin")
    assert "Your account is erased" in _leave(browser, password=PASSWORD).text


def test_staff_leave_too_and_what_they_did_stays_in_the_log(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    article = factories.article(app, cast, "A lasting article")
    _with_password(app, cast.ana)
    _leave(browser.sign_in(cast.ana), password=PASSWORD)
    assert Browser(app).get(f"/articles/{article}-a-lasting-article").status == 200
    log = browser.sign_in(cast.mo).get("/moderation/log").text
    assert "Erased person" in log
    assert "Ana" not in log


def test_mail_that_was_never_delivered_goes_too(app: Askwell, browser: Browser, cast: Cast) -> None:
    leaver, bob = cast.make("hildegunde"), cast.bob
    with site(app):
        for to in (leaver.email, bob.email):
            jobs.enqueue("mail", {"to": to, "subject": "Hello", "text": f"Hello {to}", "html": ""})
        db.session.flush()
        for job in db.session.query(jobs.Job):
            job.failed_at = clock.now()  # given up
    _leave(browser.sign_in(leaver), email="hildegunde@example.com")
    with app.app_context():
        jobs.run_until_empty()
    assert _where(app, "hildegunde")[0] == []
    assert _where(app, "Hello bob@example.com")[0] == ["job.payload"]
