"""A visit counts once for a visitor, a document and a day; the author, staff and machines do not count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, guest_pages
from forum.core.db import db
from forum.search import recording, signals, visitors
from forum.search.models import Hit, SearchRecord, VisitorSalt
from tests.factories import Cast, article, question, site
from tests.pages import Browser
from tests.search.stage import numbers, records, search, work


def test_carla_counts_once_a_day(app: Askwell, cast: Cast) -> None:
    number = article(app, cast)
    page = f"/articles/{number}-how-do-refunds-work"
    carla = Browser(app).sign_in(cast.carla)
    carla.get(page)
    carla.get(page)
    assert numbers(app, f"article:{number}").hits_total == 1
    with clock.moved(timedelta(days=1)):
        carla.get(page)
        assert numbers(app, f"article:{number}").hits_total == 2


def test_a_guest_counts_even_when_the_page_was_kept(app: Askwell, cast: Cast) -> None:
    number = article(app, cast)
    page = f"/articles/{number}-how-do-refunds-work"
    one, other = Browser(app), Browser(app)
    other.headers["User-Agent"] = "Mozilla/5.0 (another browser)"
    one.get(page)
    kept = other.get(page)
    assert kept.response.headers.get("X-Kept") == "1"
    assert numbers(app, f"article:{number}").hits_total == 2
    guest_pages.clear()


def test_author_staff_and_machines_do_not_count(app: Askwell, cast: Cast) -> None:
    number = question(app, cast.dan, "Kettle whistles")
    page = f"/questions/{number}-kettle-whistles"
    Browser(app).sign_in(cast.dan).get(page)
    Browser(app).sign_in(cast.ana).get(page)
    Browser(app).sign_in(cast.mo).get(page)
    machine = Browser(app)
    machine.headers["User-Agent"] = "Mozilla/5.0 (compatible; Somebot/2.1)"
    machine.get(page)
    Browser(app).get(page, **{"Sec-Purpose": "prefetch"})
    assert numbers(app, f"question:{number}").hits_total == 0
    Browser(app).sign_in(cast.carla).get(page)
    assert numbers(app, f"question:{number}").hits_total == 1


def test_a_visit_is_in_force_for_the_next_search(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = article(app, cast)
    work(app)
    with app.app_context():
        before = signals.row(f"article:{number}")
    Browser(app).sign_in(cast.carla).get(f"/articles/{number}-how-do-refunds-work")
    with app.app_context():
        from forum.search.documents import slot_of
        from forum.search.engine import store

        assert before.hits == 0
        assert store().get(slot_of(f"article:{number}")).hits > 0
        assert signals.row(f"article:{number}").hits == pytest.approx(1.0, abs=0.01)


def test_a_visit_knows_the_search_it_came_from(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    page = search(browser, "kettle refunds")
    browser.get(page.link("Kettle refunds"))
    [record] = records(app)
    assert (record.query, record.total, record.shown) == ("kettle refunds", 1, [f"article:{number}"])
    assert record.outcome == "opened"
    assert record.opened == [[f"article:{number}", 1]]
    with app.app_context():
        hit = db.session.query(Hit).one()
        assert (hit.search_id, hit.position) == (record.id, 1)


def test_nobody_can_write_into_the_search_of_another_visitor(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    link = search(browser, "kettle refunds").link("Kettle refunds")
    Browser(app).sign_in(cast.bob).get(link)
    assert records(app)[0].opened == []


def test_a_search_keeps_no_name_no_address_and_no_number(app: Askwell, cast: Cast, browser: Browser) -> None:
    work(app)
    carla = Browser(app).sign_in(cast.carla)
    search(carla, "refund for carla%40example.com order 4711 0815 2342")
    [record] = records(app)
    assert record.query == "refund for (mail) order (number)"
    assert str(cast.carla.id) != record.visitor
    assert "example" not in record.visitor


def test_staff_and_machines_leave_no_searches(app: Askwell, cast: Cast, browser: Browser) -> None:
    work(app)
    search(Browser(app).sign_in(cast.ana), "kettle")
    browser.headers["User-Agent"] = "Mozilla/5.0 (compatible; Shopbot/2.1; +https://bot.example)"
    search(browser, "kettle")
    assert records(app) == []


@pytest.mark.parametrize(
    "agent", ["python-requests/2.32", "curl/8.5", "okhttp/4.12", "Mozilla/5.0 (X11)", ""]
)
def test_whoever_does_not_say_it_is_a_machine_counts(
    app: Askwell, cast: Cast, browser: Browser, agent: str
) -> None:
    work(app)
    browser.headers["User-Agent"] = agent
    search(browser, "kettle")
    assert [record.query for record in records(app)] == ["kettle"]


def test_the_visitor_of_yesterday_is_somebody_else_today_and_the_salt_goes(app: Askwell) -> None:
    with site(app):
        today = visitors.visitor_of("person 7")
        assert today == visitors.visitor_of("person 7")
        assert len(today) == 16
    with site(app), clock.moved(timedelta(days=1)):
        assert visitors.visitor_of("person 7") != today
    with site(app), clock.moved(timedelta(days=2)):
        visitors.visitor_of("person 7")
        visitors.forget_salts()
    with app.app_context():
        assert db.session.query(VisitorSalt).count() == 2


def test_old_searches_and_visits_are_forgotten_and_the_sums_stay(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    browser.get(search(browser, "kettle refunds").link("Kettle refunds"))
    with site(app), clock.moved(timedelta(days=recording.SEARCHES_DAYS + 1)):
        recording.forget_old()
    with app.app_context():
        assert db.session.query(SearchRecord).count() == db.session.query(Hit).count() == 0
    assert numbers(app, f"article:{number}").hits_total == 1


def test_what_came_of_a_search_is_noted(app: Askwell, browser: Browser) -> None:
    work(app)
    search(browser, "kettle")
    [record] = records(app)
    with site(app):
        recording.outcome(f"{record.id}-1", "helped")
        recording.outcome(record.id, "opened")  # less than what is known already
        recording.outcome("nonsense", "asked")
    assert records(app)[0].outcome == "helped"
