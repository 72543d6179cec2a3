"""A key opens what its scopes say, a cookie opens nothing here."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts import actions
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.threads.models import Question
from tests import factories
from tests.api.stage import Caller, key_of, problem
from tests.factories import Cast, site
from tests.pages import Browser

ASKED = {"title": "Card declined abroad", "body": "Twice.", "topic": "orders"}


def test_without_a_key_one_reads_and_does_not_write(app: Askwell) -> None:
    factories.topic(app)
    guest = Caller(app)
    assert guest.get("/questions").status_code == 200
    refused = guest.post("/questions", ASKED)
    problem(refused, 401)
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_key_is_refused_even_for_reading(app: Askwell) -> None:
    for wrong in ("", "askwell_no_such_key", "x" * 5000, "\u00e4"):
        caller = Caller(app)
        caller.headers = {"Authorization": f"Bearer {wrong}"}
        refused = caller.get("/questions")
        problem(refused, 401)
        assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]


def test_scopes_are_kept(app: Askwell, cast: Cast) -> None:
    factories.topic(app)
    reads, writes = Caller.of(app, cast.carla, "read"), Caller.of(app, cast.carla, "write")
    refused = reads.post("/questions", ASKED)
    problem(refused, 403)
    assert 'error="insufficient_scope"' in refused.headers["WWW-Authenticate"]
    problem(writes.get("/cases"), 403)
    assert reads.get("/cases").status_code == 200
    assert writes.post("/questions", ASKED).status_code == 201


def test_a_cookie_is_no_key(app: Askwell, browser: Browser, cast: Cast) -> None:
    factories.topic(app)
    hidden = factories.question(app, cast.carla, hidden_at=clock.now())
    browser.sign_in(cast.carla)
    answer = browser.client.post("/api/v1/questions", json=ASKED)
    problem(answer, 401)
    assert browser.client.get(f"/api/v1/questions/{hidden}").status_code == 404
    token = browser.get("/ask").form("ask").fields
    csrf = dict(token)["csrf_token"]
    problem(browser.client.post("/api/v1/questions", json=ASKED, headers={"X-CSRF-Token": csrf}), 401)
    with site(app):
        assert db.session.query(Question).count() == 1


def test_a_key_stops_with_its_person(app: Askwell, cast: Cast) -> None:
    key, admin = key_of(app, cast.bob), cast.root
    assert Caller(app, key).get("/cases").status_code == 200
    with site(app):
        bob, root = db.session.get_one(Person, cast.bob.id), db.session.get_one(Person, admin.id)
        actions.suspend(bob, root, "Spam.")
    problem(Caller(app, key).get("/questions"), 401)


def test_the_door_does_not_hide_what_is_not_there(app: Askwell, cast: Cast) -> None:
    guest = Caller(app)
    problem(guest.get("/nothing"), 404)
    problem(guest.post("/nothing", {}), 404)
    refused = guest.post("/search", {})
    problem(refused, 405)
    assert "GET" in refused.headers["Allow"]
    problem(guest.get("/questions/99999999999999999999"), 404)
    writing = Caller.of(app, cast.carla)  # two methods, one address: nobody is told that the method is wrong
    for number in ("2147483648", "2100000000", "99999999999999999999"):
        problem(writing.delete(f"/questions/{number}/solution"), 404)
        problem(writing.post(f"/questions/{number}/solution", {"answer": 1}), 404)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"title": "x"}', "text/plain", 415),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"", None, 415),
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"title": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"9" * 10_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"5", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"body": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
    ],
)
def test_bodies_that_are_none(
    app: Askwell, cast: Cast, body: bytes, content_type: str | None, status: int
) -> None:
    headers = {"Authorization": f"Bearer {key_of(app, cast.ana)}"}
    for path in ("/api/v1/questions", "/api/v1/flags", "/api/v1/cases"):
        problem(app.test_client().post(path, data=body, content_type=content_type, headers=headers), status)


def test_many_wrong_fields_get_a_short_answer(app: Askwell, cast: Cast) -> None:
    body = {f"field {n}": n for n in range(5000)}
    refused = Caller.of(app, cast.carla).post("/questions", body)
    assert len(problem(refused, 422)["errors"]) <= 20
