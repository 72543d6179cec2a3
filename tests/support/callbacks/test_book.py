"""Dan books a call from his case, moves it, cancels it; both calendars follow, and nobody else gets his number."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.privacy.erasing import actions as privacy
from forum.support import actions as support
from forum.support.callbacks import actions
from forum.support.callbacks.models import CallSlot
from forum.support.models import Case
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.support.callbacks.stage import PHONE, begins, calls, case_of, entries, forget_jobs, mails, slot_of
from tests.support.stage import path_of


def book(browser: Browser, case: int, slot: int, **fields: str) -> Page:
    page = browser.get(f"/my/cases/{case}/call")
    return browser.submit(page, "Book this call", slot=slot, **{"phone": PHONE, **fields})


def test_dan_books_from_his_question_and_both_get_an_invitation(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    case, question = case_of(app, cast.dan)
    slot = slot_of(app, cast.ana)
    page = browser.sign_in(cast.dan).get(path_of(app, question))
    page = browser.get(page.link("Call me back"))
    page = browser.submit(page, "Book this call", slot=slot, phone=PHONE, note="The colours are wrong too.")
    assert "Ana of our team calls you then" in page.text
    (call,) = calls(app)
    assert (call["slot_id"], call["case_id"], call["phone"]) == (slot, case, PHONE)

    with app.app_context():
        at = db.session.get_one(CallSlot, slot).starts_at
    for address in ("dan@example.com", "ana@example.com"):
        ((method, event),) = entries(app, address)
        assert (method, event["sequence"], str(event["attendee"])) == ("REQUEST", 0, f"mailto:{address}")
        assert begins(event) == at.replace(microsecond=0)
        assert PHONE not in str(mails(app, address))
    assert "A call is booked" in browser.sign_in(cast.ana).get("/my/notices").text

    page = browser.get("/desk/calls")
    assert PHONE in page.text
    assert "Dan" in page.text
    page = browser.get(page.link("Screen stays black"))
    assert PHONE in page.text
    assert "The colours are wrong too." in page.text
    assert PHONE not in browser.get("/my/notices").text


def test_moving_changes_the_same_entry_and_cancelling_ends_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    case, _question = case_of(app, cast.dan)
    first, second = slot_of(app, cast.ana, 24), slot_of(app, cast.ada, 30)
    book(browser.sign_in(cast.dan), case, first)
    page = browser.get(f"/my/cases/{case}/call")
    page = browser.submit(page, "Move the call", slot=second)
    assert "Ada of our team" in page.text
    browser.submit(page, "Cancel the call")
    told = entries(app, "dan@example.com")
    assert [(method, event["sequence"]) for method, event in told] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    assert len({str(event["uid"]) for _method, event in told}) == 1
    assert str(told[-1][1]["status"]) == "CANCELLED"
    assert [method for method, _event in entries(app, "ana@example.com")] == ["REQUEST", "CANCEL"]
    assert [method for method, _event in entries(app, "ada@example.com")] == ["REQUEST", "CANCEL"]
    assert (
        "The call is cancelled" in browser.get(f"/my/cases/{case}/call").text or calls(app)[0]["cancelled_at"]
    )
    # The time is free again, for her too.
    assert "of our team calls you then" in book(browser, case, second).text


def test_what_cannot_be_booked_is_refused_and_nothing_typed_is_lost(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    case, _question = case_of(app, cast.dan)
    other, _q = case_of(app, cast.carla, "Where is my parcel today?")
    billing = factories.topic(app, "billing", "Billing")
    free = slot_of(app, cast.ana, 24)
    past, near = slot_of(app, cast.ana, -2), slot_of(app, cast.ana, 0.2)
    elsewhere = slot_of(app, cast.ana, 26, topics=(billing,))
    withdrawn = slot_of(app, cast.ana, 28)
    with site(app):
        actions.withdraw(withdrawn, db.session.get_one(Person, cast.ana.id))
    browser.sign_in(cast.dan)
    page = browser.get(f"/my/cases/{case}/call")
    assert f'value="{free}"' in page.html
    for slot in (past, near, elsewhere, withdrawn):
        assert f'name="slot" value="{slot}"' not in page.html
        assert book(browser, case, slot).status in (404, 409)
    refused = book(browser, case, free, phone="call me, maybe", note="Kept words")
    assert refused.status == 422
    assert "Kept words" in refused.html
    token = dict(page.form("Book this call").fields)["csrf_token"]
    sent = {"csrf_token": token, "slot": str(free), "phone": PHONE}
    assert browser.post(f"/my/cases/{other}/call", sent).status == 404
    assert browser.get(f"/my/cases/{other}/call").status == 404
    assert not calls(app)
    with site(app):
        support.set_state(db.session.get_one(Case, case), "closed")
    assert browser.post(f"/my/cases/{case}/call", sent).status == 403
    assert "This case is closed" in browser.get(f"/my/cases/{case}/call").text


def test_times_are_shown_in_the_zone_she_chose_and_it_is_remembered(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    case, _question = case_of(app, cast.dan)
    slot = slot_of(app, cast.ana)
    at = (clock.now() + timedelta(days=2)).replace(hour=9, minute=0, second=0, microsecond=0)
    with site(app):
        db.session.get_one(CallSlot, slot).starts_at = at
    browser.sign_in(cast.dan)
    browser.headers["Accept-Language"] = "sv-SE, sv, en;q=0.5"
    stockholm = f"{at.astimezone(ZoneInfo('Europe/Stockholm')):%H:%M}"
    assert stockholm in browser.get(f"/my/cases/{case}/call").text  # as the browser lets one guess
    browser.headers["Accept-Language"] = "en"
    page = browser.get(f"/my/cases/{case}/call?zone=Asia/Tokyo")
    assert "6:00 PM" in page.text
    browser.submit(page, "Book this call", slot=slot, phone=PHONE)
    assert "6:00 PM" in browser.get(f"/my/cases/{case}/call").text
    assert "6:00\u202fPM" in mails(app, "dan@example.com")[0]["text"]


def test_closing_the_case_cancels_the_call(app: Askwell, cast: Cast, browser: Browser) -> None:
    case, _question = case_of(app, cast.dan)
    book(browser.sign_in(cast.dan), case, slot_of(app, cast.ana))
    with site(app):
        support.set_state(db.session.get_one(Case, case), "closed")
    assert calls(app)[0]["cancelled_at"] is not None
    assert entries(app, "ana@example.com")[-1][0] == "CANCEL"


def test_the_number_goes_with_the_account_and_a_month_after_the_call(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    case, _question = case_of(app, cast.dan)
    book(browser.sign_in(cast.dan), case, slot_of(app, cast.ana), note="A word")
    with clock.moved(timedelta(days=20)), site(app):
        actions.forget_old()
    assert calls(app)[0]["phone"] == PHONE
    with clock.moved(timedelta(days=32)), site(app):
        actions.forget_old()
    assert (calls(app)[0]["phone"], calls(app)[0]["note"]) == ("", "")

    mine, _question = case_of(app, cast.carla, "Where is my parcel today?")
    book(browser.sign_in(cast.carla), mine, slot_of(app, cast.ana, 50), note="A word")
    with site(app):
        privacy.erase(cast.carla.id, "stay")
    call = calls(app)[-1]
    assert (call["phone"], call["note"]) == ("", "")
    assert call["cancelled_at"] is not None


def test_both_are_reminded_once_an_hour_before(app: Askwell, cast: Cast, browser: Browser) -> None:
    case, _question = case_of(app, cast.dan)
    book(browser.sign_in(cast.dan), case, slot_of(app, cast.ana, 24))
    forget_jobs(app)
    with clock.moved(timedelta(hours=22)), site(app):
        assert actions.remind_due() == 0
    with clock.moved(timedelta(hours=23.5)):
        for _ in range(2):
            with site(app):
                actions.remind_due()
    for address in ("dan@example.com", "ana@example.com"):
        assert ["comes soon" in mail["subject"] for mail in mails(app, address)] == [True]
