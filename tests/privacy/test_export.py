"""Carla sees what is kept about her, and takes it with her."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person, SignInSession
from forum.core import clock, personal_data
from forum.core.db import Base, db
from forum.privacy.exporting import actions as exporting
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.privacy.leaving import PASSWORD, everything_in, taken, with_password, work
from tests.privacy.stage import live_here


def test_every_row_that_points_at_her_is_in_the_file(app: Askwell, browser: Browser, cast: Cast) -> None:
    live_here(app, cast, cast.carla)
    before = {}
    with site(app):
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.c if any(k.column.table.name == "person" for k in c.foreign_keys)]
            if not columns:
                continue
            mine = sa.or_(*(c == cast.carla.id for c in columns))
            before[table.name] = (
                db.session.scalar(sa.select(sa.func.count()).select_from(table).where(mine)) or 0
            )
    packed = taken(browser.sign_in(cast.carla))
    schema = json.loads(packed.read("schema.json"))
    of_table = schema["properties"]["tables"]["additionalProperties"]
    tables = {}
    for name in packed.namelist():
        if name.startswith("data/"):
            said = json.loads(packed.read(name))
            assert set(said) == set(schema["required"])
            assert all(set(table) == set(of_table["required"]) for table in said["tables"].values())
            tables |= said["tables"]
    with app.app_context():
        assert set(tables) == {entry.table for entry in personal_data.everything()}
    for name, there in before.items():
        assert len(tables[name]["rows"]) >= there, name
    checked = sum(before.values())
    print(f"{checked} rows about Carla")
    assert checked > 15


def test_her_words_are_in_it_and_no_secret_is(app: Askwell, browser: Browser, cast: Cast) -> None:
    live_here(app, cast, cast.carla)
    with site(app):
        db.session.get_one(Person, cast.carla.id).password_hash = "$argon2id$v=19$secret"
    packed = taken(browser.sign_in(cast.carla))
    page = packed.read("index.html").decode()
    for word in (
        "carla@example.com",
        "zebrafish",  # her question
        "quokka",  # her answer
        "axolotl",  # her draft
        "narwhal",  # her note on a case
        "okapi",  # her search trail
        "ibex",  # why an article did not help
        "Shop window",  # her key's name
    ):
        assert word in page, word
    text = everything_in(packed)
    for secret in ("argon2", "token_hash", "key_hash", "bob@example.com"):
        assert secret not in text
    assert "<script" not in page
    assert "//" not in page.replace("https://json-schema.org", "").replace("http://", "")


def test_the_page_in_it_is_in_her_language_and_quotes_what_she_wrote(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    factories.question(app, cast.carla, "<script>alert(1)</script> & more")
    with site(app):
        db.session.get_one(Person, cast.carla.id).language = "fr"
    page = taken(browser.sign_in(cast.carla)).read("index.html").decode()
    assert '<html lang="fr">' in page
    assert "Les questions que " in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_the_page_says_what_why_how_long_and_how_much(app: Askwell, browser: Browser, cast: Cast) -> None:
    for n in range(3):
        factories.question(app, cast.carla, f"Question number {n}")
    page = browser.sign_in(cast.carla).get("/my/data")
    assert "Questions you asked, as everybody reads them." in page.text
    at = page.text.index("Questions you asked, as everybody reads them.")
    assert "3 entries" in page.text[at : at + 300]
    assert "Kept for 30 days at most" in page.text
    assert "Others find their answer in them." in browser.sign_out().get("/privacy").text


def test_only_her_own_and_only_by_a_form(app: Askwell, browser: Browser, cast: Cast) -> None:
    factories.question(app, cast.bob, "What only Bob asked")
    assert "What only Bob asked" not in everything_in(taken(browser.sign_in(cast.carla)))
    assert browser.get("/my/data/export").status == 405
    assert browser.post("/my/data/export").status == 400


def test_who_signed_in_long_ago_says_once_more_who_she_is(app: Askwell, browser: Browser, cast: Cast) -> None:
    with_password(app, cast.carla)
    browser.sign_in(cast.carla)
    with site(app):
        db.session.execute(sa.update(SignInSession).values(created_at=clock.now() - timedelta(days=2)))
    page = browser.submit(browser.get("/my/data"), "/my/data/export")
    assert "say once more who you are" in page.text
    assert browser.submit(page, "Download all of it", password="a guess").status == 422
    form = page.form("Download all of it")
    sent = dict(form.fields) | {"password": PASSWORD}
    response = browser.client.post(form.action, data=sent, headers=browser.headers)
    assert response.mimetype == "application/zip"


def test_much_is_put_together_by_the_worker_and_kept_a_week_for_her_alone(
    app: Askwell,
    browser: Browser,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(exporting, "ROWS_AT_ONCE", 0)
    factories.question(app, cast.carla, "What only Carla asked")
    browser.sign_in(cast.carla)
    page = browser.submit(browser.get("/my/data"), "/my/data/export")
    assert "We write to you when it is there" in page.text
    assert not browser.get("/my/data").has_form("/my/data/export")
    work(app)
    assert "Your data is ready" in capsys.readouterr().out
    page = browser.get("/my/data")
    address = page.form("Download your file").action
    assert "What only Carla asked" in everything_in(taken(browser, address))
    token = dict(Browser(app).sign_in(cast.bob).get("/my/data").form("/sign-out").fields)["csrf_token"]
    assert Browser(app).sign_in(cast.bob).post(address, {"csrf_token": token}).status in (400, 404)
    folder = app.config["SETTINGS"].instance_dir / "exports"
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    with site(app):
        db.session.execute(sa.update(exporting.DataExport).values(until=clock.now()))
    with site(app):
        assert exporting.forget_old() == 1
    assert list(folder.iterdir()) == []
    assert browser.get("/my/data").has_form("/my/data/export")


def test_the_page_makes_few_queries(app: Askwell, cast: Cast) -> None:
    from sqlalchemy import event

    live_here(app, cast, cast.carla)
    for n in range(10):
        factories.question(app, cast.carla, f"Question number {n}", hours_ago=n)
    browser = Browser(app).sign_in(cast.carla)
    statements: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert browser.get("/my/data").status == 200
    selects = [s for s in statements if s.lstrip().upper().startswith("SELECT")]
    print(f"{len(selects)} queries", *(s.replace("\n", " ") for s in selects), sep="\n")
    assert 0 < len(selects) <= 12
