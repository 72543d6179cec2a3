"""Many customers press for one time at the same moment: one of them has it, the others are told and choose again."""

from __future__ import annotations

import threading

from forum import Askwell
from forum.core.db import db
from forum.support.callbacks.models import Callback
from tests.factories import Cast
from tests.pages import Browser, Page
from tests.support.callbacks.stage import PHONE, calls, case_of, slot_of

CUSTOMERS = 6


def test_one_time_is_given_to_one_customer(app: Askwell, cast: Cast) -> None:
    slot = slot_of(app, cast.ana)
    browsers: list[tuple[Browser, Page]] = []
    for number in range(CUSTOMERS):
        customer = cast.make(f"customer{number}")
        case, _question = case_of(app, customer, f"Screen number {number} stays black")
        browser = Browser(app).sign_in(customer)
        browsers.append((browser, browser.get(f"/my/cases/{case}/call")))
    pages = _at_once(
        [lambda b=b, p=p: b.submit(p, "Book this call", slot=slot, phone=PHONE) for b, p in browsers]
    )
    assert sorted(page.status for page in pages) == [200] + [409] * (CUSTOMERS - 1)
    assert sum("Somebody was quicker" in page.text for page in pages) == CUSTOMERS - 1
    assert len(calls(app)) == 1


def test_a_customer_who_presses_twice_in_two_windows_has_one_call(app: Askwell, cast: Cast) -> None:
    case, _question = case_of(app, cast.dan)
    slots = [slot_of(app, cast.ana, 24 + hours) for hours in range(3)]
    browsers = [Browser(app).sign_in(cast.dan) for _ in slots]
    opened = [browser.get(f"/my/cases/{case}/call") for browser in browsers]
    _at_once(
        [
            lambda b=b, p=p, s=s: b.submit(p, "Book this call", slot=s, phone=PHONE)
            for b, p, s in zip(browsers, opened, slots, strict=True)
        ]
    )
    with app.app_context():
        live = db.session.query(Callback).filter(Callback.cancelled_at.is_(None)).count()
    assert live == 1


def _at_once(deeds: list) -> list[Page]:  # type: ignore[type-arg]
    """Do them in threads that begin together."""
    together = threading.Barrier(len(deeds))
    done: list[Page] = []

    def run(deed) -> None:  # type: ignore[no-untyped-def]
        together.wait()
        done.append(deed())

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done
