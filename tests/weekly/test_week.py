"""The page of the week: what was solved, who helped, what is new; and thanks of the month without a ladder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.notifications.models import Notice, NoticeChoice
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.weekly import actions, calendar
from forum.weekly.models import WeekPage
from tests import factories, mails
from tests.factories import Cast, site


def solve(app: Askwell, cast: Cast, title: str, by: Person, **values: object) -> int:
    number = factories.question(app, cast.carla, title, **values)  # type: ignore[arg-type]
    factories.answer(app, number, by, "Like this, then.", accepted=True)
    return number


def make(app: Askwell) -> WeekPage | None:
    """The clock, a week later."""
    with clock.moved(timedelta(days=7)), site(app):
        return actions.make_due()


@pytest.fixture(autouse=True)
def _everybody(cast: Cast) -> None:
    for name in ("carla", "bob", "dan", "eve", "ana", "mo", "root"):
        getattr(cast, name)


def test_a_week_says_what_was_solved_who_helped_and_what_is_new(app, cast, browser):
    assert "There is none yet" in browser.get("/weekly").text
    with site(app):
        assert actions.make_due() is None  # nothing happened
    solve(app, cast, "Zip is stuck", cast.dan)
    solve(app, cast, "A card was declined", cast.bob)
    solve(app, cast, "Solved by the company", cast.ana)
    factories.question(app, cast.carla, "Nobody knows this")
    factories.article(app, cast, "How do refunds work?")

    assert make(app) is not None
    assert make(app) is None  # once

    page = browser.get("/weekly")
    for words in ("Zip is stuck", "A card was declined", "Solved by the company", "How do refunds work?"):
        assert words in page.text
    assert "Nobody knows this" not in page.text
    assert page.text.index("Bob") < page.text.index("Dan")  # by name: nobody is first
    assert "Ana" not in page.text  # the company isn't thanked by itself
    assert "From somewhere else" not in page.text  # a guest has no topics
    assert browser.get("/weekly/1999-1").status == 404


def test_what_is_hidden_unsolved_or_gone_since_is_not_shown_any_more(app, cast, browser):
    hidden, unsolved = solve(app, cast, "Soon hidden", cast.bob), solve(app, cast, "Soon unsolved", cast.dan)
    solve(app, cast, "Solved by Eve", cast.eve)
    solve(app, cast, "Stays", cast.make("gus"))
    make(app)
    with site(app):
        mo, root = (db.session.get_one(Person, who.id) for who in (cast.mo, cast.root))
        threads.hide(db.session.get_one(Question, hidden), by=mo, because="Advertising.")
        threads.unaccept_solution(db.session.get_one(Question, unsolved), by=mo)
        accounts.suspend(db.session.get_one(Person, cast.eve.id), root, "Spam.")

    for who in (None, cast.mo):
        page = (browser.sign_in(who) if who else browser).get("/weekly")
        assert "Stays" in page.text
        assert "Solved by Eve" in page.text
        for words in ("Soon hidden", "Soon unsolved", "Bob", "Dan"):
            assert words not in page.text
        assert page.text.count("Eve") == 1  # in the title alone
        assert "Eve" not in browser.get("/thanks").text.replace("Solved by Eve", "")


def test_somebody_finds_one_thing_that_is_not_of_her_topics(app, cast, browser):
    solve(app, cast, "About an order", cast.bob, topic_slug="orders")
    solve(app, cast, "About a device", cast.dan, topic_slug="devices")
    make(app)

    assert "About a device" in browser.sign_in(cast.bob).get("/weekly").text.split("What was solved")[0]
    assert "About an order" in browser.sign_in(cast.dan).get("/weekly").text.split("What was solved")[0]
    assert "From somewhere else" not in browser.sign_in(cast.carla).get("/weekly").text  # both are hers


def test_only_who_asked_for_it_gets_it_by_mail(app, cast):
    solve(app, cast, "Zip is stuck", cast.dan)
    with site(app):
        db.session.add(NoticeChoice(person_id=cast.bob.id, row="weekly", inbox=True, mail="at once"))

    make(app)

    told = [(mail["to"], mail["subject"]) for mail in mails.waiting(app) if "Week" in mail["subject"]]
    assert [to for to, _subject in told] == ["bob@example.com"]
    assert told[0][1].endswith(": what was solved")
    with app.app_context():
        assert [each.person_id for each in db.session.query(Notice).filter_by(kind="weekly")] == [cast.bob.id]


def test_thanks_of_the_month_are_topic_by_topic_by_name_and_without_numbers(app, cast, browser):
    for n in range(3):
        solve(app, cast, f"Parcel {n}", cast.dan)
    solve(app, cast, "A card", cast.bob)
    solve(app, cast, "A device", cast.bob, topic_slug="devices")

    page = browser.get("/thanks")

    orders, devices = page.text.index("Orders"), page.text.index("Devices")
    assert (
        orders < page.text.index("Bob") < page.text.index("Dan") < devices < page.text.index("Bob", devices)
    )
    assert page.text.count("Parcel") == 1  # one question each, however many
    now = clock.now()
    assert browser.get(f"/thanks/{now.year + 1}-1").status == 404
    assert browser.get(f"/thanks/{now.year}-13").status == 404
    assert "Nothing was solved here yet" in browser.get("/thanks/2020-2").text


def test_weeks_and_months_begin_at_midnight_of_the_site_s_clock():
    week = calendar.week_before(datetime(2026, 11, 23, 3, tzinfo=UTC), "Europe/Stockholm")
    assert (week.year, week.number) == (2026, 47)
    assert week.begins_at == datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert week.ends_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
    early = calendar.week_before(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "America/New_York")
    assert early.number == 46
    assert calendar.week_before(datetime(2027, 1, 4, tzinfo=UTC), "UTC")[:2] == (2026, 53)
    spring = calendar.month_of(2026, 3, "Europe/Stockholm")
    assert spring.ends_at - spring.begins_at == timedelta(days=31, hours=-1)
    assert calendar.beside(calendar.month_of(2026, 1, "UTC"), -1, "UTC")[:2] == (2025, 12)
    assert calendar.beside(calendar.month_of(2026, 12, "UTC"), 1, "UTC")[:2] == (2027, 1)
