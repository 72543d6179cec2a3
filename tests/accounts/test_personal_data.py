"""Carla takes what is kept about her, and leaves."""

from __future__ import annotations

import sqlalchemy as sa

from forum import Askwell
from forum.accounts import links, tokens
from forum.accounts.models import ApiToken, MailLink, Person, SignInSession
from forum.core import audit, drafts, personal_data
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser

OURS = ("person", "sign_in_session", "mail_link", "api_token", "draft", "audit_entry")


def test_export_holds_what_she_gave_and_no_secret(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.carla)
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        carla.password_hash = "$argon2id$secret"
        tokens.make(carla, ["read"], "Shop")
        links.make("reset", carla.id)
        drafts.save(carla.id, "ask", {"title": "The lamp blinks"})
    with site(app):
        entries = {k.table: k for k in personal_data.everything()}
        rows = {table: entries[table].export(cast.carla.id) for table in OURS}

    assert rows["person"][0]["email"] == "carla@example.com"
    assert rows["api_token"][0]["name"] == "Shop"
    assert rows["draft"][0]["fields"] == {"title": "The lamp blinks"}
    assert len(rows["sign_in_session"]) == len(rows["mail_link"]) == 1
    assert "argon2" not in str(rows)
    assert "_hash" not in str(rows)


def test_erasing_leaves_a_row_without_a_name_and_no_way_in(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.carla)
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        tokens.make(carla, ["read"], "Shop")
        links.make("reset", carla.id)
        audit.record(carla, "changed role", "person:99", "He asked")
    with site(app):
        for kept in personal_data.everything():
            if kept.table in OURS:
                kept.erase(cast.carla.id)
    with site(app):
        gone = db.session.get_one(Person, cast.carla.id)
        assert (gone.name, gone.email, gone.email_key) == ("Former member", None, None)
        for table in (SignInSession, MailLink, ApiToken):
            assert db.session.scalar(sa.select(sa.func.count()).select_from(table)) == 0
    assert browser.get("/my/account").path.startswith("/sign-in")
    assert browser.get(f"/people/{cast.carla.id}").status == 404
    # the address is free again
    browser.submit(
        browser.get("/sign-up"),
        "Create account",
        name="C",
        email="carla@example.com",
        password="long enough 77",
    )


def test_every_word_and_reason_is_a_sentence(app: Askwell) -> None:
    with app.test_request_context():
        for kept in personal_data.everything():
            if kept.table in OURS:
                assert str(kept.what).endswith(".")
                assert str(kept.why).endswith(".")
