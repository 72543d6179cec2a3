"""A key opens /api/ and nothing else, for as long as its person may come in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Blueprint, g, jsonify

from forum import Askwell
from forum.accounts import actions, tokens
from forum.accounts.models import ApiToken, Person
from forum.core import clock
from forum.core.access import public, signed_in, viewer
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser


@pytest.fixture
def app(app: Askwell) -> Askwell:
    """The site with two calls and a page that say who is there."""
    bp = Blueprint("calls", __name__)

    def who():
        scopes = sorted(g.api_token.scopes) if g.get("api_token") else None
        return jsonify({"name": getattr(viewer(), "name", ""), "scopes": scopes})

    bp.get("/api/test/who", endpoint="who")(public(who))
    bp.post("/api/test/write", endpoint="write")(signed_in(lambda: who()))
    bp.get("/page/who", endpoint="page")(public(lambda: who()))
    app.register_blueprint(bp)
    return app


@pytest.fixture
def key(app: Askwell, cast: Cast) -> str:
    """A key of Carla's that may read."""
    with site(app):
        return tokens.make(db.session.get_one(Person, cast.carla.id), ["read"], "Shop")


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_a_key_signs_calls_in_and_says_what_it_opens(browser: Browser, key: str) -> None:
    called = browser.get("/api/test/who", **bearer(key))

    assert called.json == {"name": "Carla", "scopes": ["read"]}
    assert "Set-Cookie" not in called.response.headers


def test_a_key_needs_no_form_token(browser: Browser, key: str) -> None:
    assert browser.post("/api/test/write", **bearer(key)).json["name"] == "Carla"


def test_a_key_opens_no_page(browser: Browser, key: str) -> None:
    assert browser.get("/page/who", **bearer(key)).json == {"name": "", "scopes": None}


def test_calls_do_not_look_at_cookies(browser: Browser, cast: Cast, key: str) -> None:
    browser.sign_in(cast.bob)
    assert browser.get("/api/test/who", **bearer(key)).json["name"] == "Carla"
    assert browser.get("/api/test/who").json == {"name": "", "scopes": None}
    assert browser.get("/page/who").json["name"] == "Bob"


@pytest.mark.parametrize("given", ["Bearer askwell_nothing", "Bearer ", "Basic Y2FybGE6eA==", "askwell_x"])
def test_what_is_no_key_is_refused_not_taken_for_a_guest(browser: Browser, given: str) -> None:
    refused = browser.get("/api/test/who", Authorization=given)

    assert refused.status == 401
    assert refused.response.content_type == "application/problem+json"


def test_a_key_ends_at_once(app: Askwell, browser: Browser, cast: Cast, key: str) -> None:
    bob = cast.bob.id
    with site(app):
        ident = db.session.scalars(sa.select(ApiToken.id)).one()
        assert not tokens.end(bob, ident)
    assert browser.get("/api/test/who", **bearer(key)).status == 200
    with site(app):
        assert tokens.end(cast.carla.id, ident)
    assert browser.get("/api/test/who", **bearer(key)).status == 401


def test_keys_of_the_suspended_end_and_stay_ended(
    app: Askwell, browser: Browser, cast: Cast, key: str
) -> None:
    root = cast.root
    with site(app):
        carla = db.session.get_one(Person, cast.carla.id)
        actions.suspend(carla, by=root, because="Spam")
    assert browser.get("/api/test/who", **bearer(key)).status == 401
    with site(app):
        actions.lift_suspension(db.session.get_one(Person, cast.carla.id), by=root, because="A mistake")
    assert browser.get("/api/test/who", **bearer(key)).status == 401


def test_a_key_of_somebody_who_left_opens_nothing(
    app: Askwell, browser: Browser, cast: Cast, key: str
) -> None:
    with site(app):
        db.session.get_one(Person, cast.carla.id).erased_at = clock.now()
    assert browser.get("/api/test/who", **bearer(key)).status == 401


def test_last_used_is_noted_now_and_then(app: Askwell, browser: Browser, key: str) -> None:
    def used():
        with site(app):
            return db.session.scalars(sa.select(ApiToken.used_at)).one()

    browser.get("/api/test/who", **bearer(key))
    first = used()
    assert first is not None
    browser.get("/api/test/who", **bearer(key))
    assert used() == first
    with clock.moved(timedelta(minutes=6)):
        browser.get("/api/test/who", **bearer(key))
    assert used() > first


def test_person_for_gives_person_and_scopes(app: Askwell, cast: Cast, key: str) -> None:
    with app.app_context():
        found = tokens.person_for(key)
        assert found is not None
        assert (found[0].id, found[1]) == (cast.carla.id, frozenset({"read"}))
        assert tokens.person_for(key + "x") is None
        with pytest.raises(ValueError, match="scopes"):
            tokens.make(cast.carla, ["admin"], "")
