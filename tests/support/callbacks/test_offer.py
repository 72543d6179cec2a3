"""Ana offers times, on ordinary days and on those when clocks change; she takes free ones back and makes her calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import Invalid
from forum.support.callbacks import actions, zones
from forum.support.callbacks.models import CallSlot
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.callbacks.stage import PHONE, calls, case_of, mails, slot_of
from tests.support.callbacks.test_book import book


def slots(app: Askwell) -> list[datetime]:
    with app.app_context():
        return list(db.session.scalars(db.select(CallSlot.starts_at).order_by(CallSlot.starts_at)))


def test_ana_offers_a_morning_and_takes_a_time_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic = factories.topic(app)
    day = (clock.now() + timedelta(days=3)).date()
    page = browser.sign_in(cast.ana).get("/desk/calls")
    sent = {
        "day": day,
        "start": "09:00",
        "end": "10:05",
        "minutes": "20",
        "zone": "Asia/Tokyo",
        "topic": topic,
    }
    page = browser.submit(page, "Offer these times", **sent)
    assert slots(app) == [datetime.combine(day, time(0, n), UTC) for n in (0, 20, 40)]
    assert "9:20" in page.text  # her zone is remembered
    refused = browser.submit(page, "Offer these times", **sent)
    assert refused.status == 422
    browser.submit(refused, "Offer these times", **{**sent, "start": "09:50", "end": "10:40"})
    assert len(slots(app)) == 4  # 9:50 would lie in the call of 9:40, 10:10 does not
    page = browser.submit(browser.get("/desk/calls"), "Take back")
    assert page.text.count("Take back") == 3
    for wrong in ({"day": "2020-01-01"}, {"start": "noon"}, {"end": "08:00"}):
        assert browser.submit(page, "Offer these times", **{**sent, **wrong}).status == 422


def test_an_offer_is_repeated_at_the_same_clock_time(app: Askwell, cast: Cast) -> None:
    # Central Europe goes back on 25 October 2026: the same nine o'clock is another hour of UTC then.
    with clock.moved(datetime(2026, 10, 20, tzinfo=UTC) - clock.now()), site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        actions.offer(ana, date(2026, 10, 21), time(9), time(9, 30), 30, "Europe/Stockholm", weeks=2)
    assert [each.hour for each in slots(app)] == [7, 8]


def test_on_the_days_when_clocks_change_every_call_is_a_real_one(app: Askwell, cast: Cast) -> None:
    back = zones.beginnings(date(2026, 10, 25), time(1), time(4), 60, "Europe/Stockholm")
    assert back is not None
    assert len(back) == 4  # the hour from two to three comes twice
    assert back == sorted(set(back))
    forth = zones.beginnings(date(2027, 3, 28), time(1), time(4), 60, "Europe/Stockholm")
    assert forth is not None
    assert len(forth) == 2
    assert zones.beginnings(date(2027, 3, 28), time(2, 30), time(4), 30, "Europe/Stockholm") is None
    with clock.moved(datetime(2027, 3, 20, tzinfo=UTC) - clock.now()), site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        with pytest.raises(Invalid):
            actions.offer(ana, date(2027, 3, 28), time(2, 30), time(4), 30, "Europe/Stockholm")


def test_ana_makes_her_call_and_says_what_came_of_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    case, _question = case_of(app, cast.dan)
    book(browser.sign_in(cast.dan), case, slot_of(app, cast.ana, 24))
    with clock.moved(timedelta(hours=24.1)):
        page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
        page = browser.submit(page, "Nobody answered")
        assert calls(app)[0]["outcome"] == "missed"
        assert "did not reach" in mails(app, "dan@example.com")[-1]["subject"]
        # Dan may choose again.
        later = slot_of(app, cast.ana, 5)
        assert "calls you then" in book(browser.sign_in(cast.dan), case, later).text


def test_a_booked_time_is_not_taken_back_but_cancelled_and_dan_is_told(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    case, _question = case_of(app, cast.dan)
    slot = slot_of(app, cast.ana)
    page = browser.sign_in(cast.ana).get("/desk/calls")
    book(Browser(app).sign_in(cast.dan), case, slot)
    assert browser.submit(page, "Take back").status == 409
    page = browser.submit(browser.get("/desk/calls"), "Cancel the call")
    assert calls(app)[0]["cancelled_at"] is not None
    assert "cancelled" in mails(app, "dan@example.com")[-1]["subject"]


def test_times_of_somebody_who_left_are_not_offered(app: Askwell, cast: Cast, browser: Browser) -> None:
    case, _question = case_of(app, cast.dan)
    slot = slot_of(app, cast.ana)
    with site(app):
        db.session.get_one(Person, cast.ana.id).role = "customer"
    assert "No time is free now" in browser.sign_in(cast.dan).get(f"/my/cases/{case}/call").text
    with site(app):
        db.session.get_one(Person, cast.ana.id).role = "agent"
    page = browser.get(f"/my/cases/{case}/call")
    with site(app):
        db.session.get_one(Person, cast.ana.id).role = "customer"
    assert browser.submit(page, "Book this call", slot=slot, phone=PHONE).status == 404


def test_customers_and_guests_see_no_day_list(app: Askwell, cast: Cast, browser: Browser) -> None:
    case, _question = case_of(app, cast.dan)
    book(browser.sign_in(cast.dan), case, slot_of(app, cast.ana))
    for who in (cast.dan, cast.bob):
        assert browser.sign_in(who).get("/desk/calls").status == 403
    assert PHONE not in browser.sign_out().get("/desk/calls").text
