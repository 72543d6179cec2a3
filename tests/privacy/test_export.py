"""Carla sees what is kept about her, and takes it with her."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import Base, db
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.privacy.stage import live_here


def _download(browser: Browser) -> dict[str, Any]:
    page = browser.submit(browser.get("/my/data"), "Download all of it")
    assert page.status == 200
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert page.response.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = json.loads(page.response.get_data())
    return found


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
    tables = _download(browser.sign_in(cast.carla))["tables"]
    for name, there in before.items():
        assert len(tables[name]["rows"]) >= there, name
    checked = sum(before.values())
    print(f"{checked} rows about Carla")
    assert checked > 15


def test_her_words_are_in_it_and_no_secret_is(app: Askwell, browser: Browser, cast: Cast) -> None:
    live_here(app, cast, cast.carla)
    with site(app):
        db.session.get_one(Person, cast.carla.id).password_hash = "$argon2id$v=19$secret"
    text = json.dumps(_download(browser.sign_in(cast.carla)))
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
        assert word in text, word
    for secret in ("argon2", "token_hash", "key_hash", "bob@example.com"):
        assert secret not in text


def test_the_page_says_what_why_how_long_and_how_much(app: Askwell, browser: Browser, cast: Cast) -> None:
    for n in range(3):
        factories.question(app, cast.carla, f"Question number {n}")
    page = browser.sign_in(cast.carla).get("/my/data")
    assert "Questions you asked, as everybody reads them." in page.text
    at = page.text.index("Questions you asked, as everybody reads them.")
    assert "3 entries" in page.text[at : at + 300]
    assert "Kept for 30 days at most" in page.text
    assert page.has_form("/my/trail")
    assert "Others find their answer in them." in browser.sign_out().get("/privacy").text


def test_only_her_own_and_only_by_a_form(app: Askwell, browser: Browser, cast: Cast) -> None:
    factories.question(app, cast.bob, "What only Bob asked")
    assert "What only Bob asked" not in json.dumps(_download(browser.sign_in(cast.carla)))
    assert browser.get("/my/data/export").status == 405
    assert browser.post("/my/data/export").status == 400
    assert browser.sign_out().get("/my/data").path.startswith("/sign-in")


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
    print(f"{len(selects)} queries")
    assert 0 < len(selects) <= 12
