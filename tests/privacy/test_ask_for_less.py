"""Carla's browser sends Global Privacy Control: nothing optional is recorded, and what she did not choose ends."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import afterwards, choices, consents, events
from forum.core.consents import Consent
from forum.core.db import db
from forum.insights.models import Asking
from forum.search.models import Hit, SearchRecord
from forum.support.models import TrailLine
from forum.support.trail import guests
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.search.stage import search, work

LESS = {"Sec-GPC": "1"}


def _asks_for_less(app: Askwell) -> Browser:
    browser = Browser(app)
    browser.headers.update(LESS)
    return browser


def _read(app: Askwell, browser: Browser) -> None:
    """Search, open, judge."""
    page = browser.get(search(browser, "kettle").link("Kettle refunds"))
    browser.submit(page, "/verdicts", helped="0")
    with app.app_context():
        afterwards.flush()


def _trail(app: Askwell) -> list[str]:
    with app.app_context():
        return [line.kind for line in db.session.query(TrailLine).order_by(TrailLine.id)]


@pytest.fixture
def kettle(app: Askwell, cast: Cast) -> int:
    number = factories.article(app, cast, "Kettle refunds")
    work(app)
    return number


def test_only_the_word_of_the_standard_means_it(app: Askwell) -> None:
    for value, meant in (
        ("1", True),
        (" 1 ", True),
        ("0", False),
        ("", False),
        ("11", False),
        ("true", False),
    ):
        with app.test_request_context(headers={"Sec-GPC": value}):
            assert consents.withheld() is meant, value
    with app.app_context():
        assert not consents.withheld()


def test_neither_trail_nor_lasting_number_of_who_agreed(app: Askwell, cast: Cast, kettle: int) -> None:
    with site(app):
        for name in ("trail", "searches"):
            consents.set(cast.carla.id, name, True)
    less = _asks_for_less(app).sign_in(cast.carla)
    _read(app, less)
    assert _trail(app) == []
    with site(app):
        known = db.session.get_one(Person, cast.carla.id).searcher
        searched = db.session.query(SearchRecord).one()
        assert (searched.query, db.session.query(Hit).count()) == ("kettle", 1)  # counted as anybody's
        assert searched.visitor != known
    for path in ("/my/data", "/my/trail", "/my/data/counted"):
        assert "Your browser asks for less" in less.get(path).text
    assert less.get("/my/data").text.count("not recorded from this browser") == 2

    _read(app, Browser(app).sign_in(cast.carla))  # her other browser does not send it
    assert _trail(app) == ["search", "open", "not_helped"]


def test_a_guest_who_agreed_before(app: Askwell, kettle: int) -> None:
    guest = Browser(app)
    guest.submit(guest.get("/my/trail"), "/my/trail", agreed="1")
    assert guest.client.get_cookie(guests.COOKIE) is not None
    guest.headers.update(LESS)
    _read(app, guest)
    assert _trail(app) == []
    del guest.headers["Sec-GPC"]
    search(guest, "kettle")
    assert _trail(app) == ["search"]


def test_what_she_did_not_choose_ends_once_and_what_she_chose_stays(app: Askwell, cast: Cast) -> None:
    with site(app):
        consents.set(cast.carla.id, "invitations", True)
    less = _asks_for_less(app).sign_in(cast.carla)
    less.get("/questions")
    less.get("/questions")
    with app.app_context():
        afterwards.flush()
    with site(app):
        for name, holds in (("invitations", True), ("satisfaction", False), ("digest", False)):
            assert consents.given(cast.carla.id, name) is holds, name
        rows = db.session.query(Consent).filter_by(person_id=cast.carla.id, how="gpc").order_by(Consent.id)
        assert [(row.purpose, row.given, row.shown) for row in rows] == [
            ("satisfaction", False, ""),
        ]
    assert "because your browser asks for it" in less.get("/my/data").text

    less.submit(less.get("/my/data"), "/my/data/choices/satisfaction", button="Turn on")
    app.extensions["gpc_known"].clear()  # another process hears of her
    less.get("/questions")
    with app.app_context():
        afterwards.flush()
    with site(app):
        assert consents.given(cast.carla.id, "satisfaction")  # her own word holds


def test_who_turned_digests_on_keeps_them(app: Askwell, cast: Cast) -> None:
    with site(app):
        consents.set(cast.carla.id, "digest", True)
    _asks_for_less(app).sign_in(cast.carla).get("/questions")
    with app.app_context():
        afterwards.flush()
    with site(app):
        assert consents.given(cast.carla.id, "digest")


def test_she_is_in_no_trial_of_suggestions(app: Askwell, cast: Cast) -> None:
    from forum.insights import sparing
    from forum.insights.choosing import SHARE

    with site(app):
        choices.change({SHARE.name: str(SHARE.most)}, by=db.session.get_one(Person, cast.root.id))
    spared = []
    for headers in ({}, LESS):
        for number in range(40):
            agent = {"User-Agent": f"Browser {number} {len(headers)}"}
            with app.test_request_context(headers={**agent, **headers}):
                spared.append(sparing.spared())
                events.emit("asking.suggested", story=f"{number:08x}{len(headers):08x}", withheld=False)
                afterwards.flush()
    assert any(spared[:40])
    assert not any(spared[40:])
    with site(app):
        assert db.session.query(Asking).count() == 40


def test_the_site_says_that_it_heeds_it(app: Askwell) -> None:
    response = app.test_client().get("/.well-known/gpc.json")
    assert response.get_json()["gpc"] is True
    assert response.get_json()["lastUpdate"] == "2026-11-23"
