"""What is remembered of searching: what was shown and opened where, which words came after which, what came of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.search import recording, settling
from forum.search.learning import SETTLED
from forum.search.models import Hit, SearchDay, SearchRecord
from tests.factories import Cast, answer, article, question, site, topic
from tests.pages import Browser
from tests.search.stage import records, search, work

LATER = SETTLED + timedelta(minutes=1)


def _settle(app: Askwell, after: timedelta = LATER) -> int:
    with clock.moved(after), site(app):
        return settling.settle()


def _outcomes(app: Askwell) -> list[tuple[str, str]]:
    return [(each.query, each.outcome) for each in records(app)]


def test_who_opens_something_and_stays_away_was_satisfied(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    browser.get(search(browser, "kettle").link("Kettle refunds"))
    assert _settle(app, timedelta(minutes=20)) == 0  # it may still go on
    assert _outcomes(app) == [("kettle", "opened")]
    assert _settle(app) == 1
    assert _outcomes(app) == [("kettle", "satisfied")]
    assert _settle(app) == 0  # once


def test_who_opens_nothing_and_tries_nothing_gave_up(app: Askwell, browser: Browser) -> None:
    work(app)
    search(browser, "kettle")
    _settle(app)
    assert _outcomes(app) == [("kettle", "gave_up")]


def test_who_comes_back_to_the_results_had_not_given_up(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    link = search(browser, "kettle").link("Kettle refunds")
    _settle(app)
    assert _outcomes(app) == [("kettle", "gave_up")]
    browser.get(link)
    assert _outcomes(app) == [("kettle", "opened")]
    _settle(app)
    assert _outcomes(app) == [("kettle", "satisfied")]


def test_a_chain_of_words_ends_where_the_last_ended(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    search(browser, "pot")
    with clock.moved(timedelta(minutes=2)):
        search(browser, "teapot")
    with clock.moved(timedelta(minutes=4)):
        browser.get(search(browser, "kettle").link("Kettle refunds"))
    _settle(app, timedelta(hours=1))
    first, second, third = records(app)
    assert [first.outcome, second.outcome, third.outcome] == ["refined", "refined", "satisfied"]
    assert (first.refines, second.refines, third.refines) == ("", first.id, second.id)
    assert (first.reformulated, third.reformulated) == (True, False)


def test_the_same_words_again_much_later_or_from_somebody_else_refine_nothing(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    work(app)
    search(browser, "pot")
    search(browser, "pots")  # the same stem
    search(Browser(app).sign_in(cast.bob), "kettle")
    with clock.moved(timedelta(minutes=25)):
        search(browser, "garden hose")
    _settle(app, timedelta(hours=1))
    assert {outcome for _, outcome in _outcomes(app)} == {"gave_up"}
    assert {each.refines for each in records(app)} == {""}


def test_what_is_typed_into_the_ask_form_is_no_other_way_to_search(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast, "Kettle refunds")
    work(app)
    browser.get(search(browser, "kettle").link("Kettle refunds"))
    browser.get("/ask/suggestions?title=kettle+refunds+how")
    _settle(app)
    assert _outcomes(app)[0] == ("kettle", "satisfied")


def test_carla_asks_though_she_came_to_the_form_by_the_menu(app: Askwell, cast: Cast) -> None:
    topic(app)
    work(app)
    carla = Browser(app).sign_in(cast.carla)
    search(carla, "kettle whistles")
    search(Browser(app).sign_in(cast.bob), "piano")
    form = carla.get("/ask")
    carla.submit(form, "Post the question", title="My kettle whistles", body="All day long.", topic="orders")
    with app.app_context():
        found = {each.query: each for each in db.session.query(SearchRecord).filter_by(asking=False)}
        assert found["kettle whistles"].outcome == "asked"
        assert found["kettle whistles"].ended_on.startswith("question:")
        assert found["piano"].outcome == ""


def test_a_question_that_becomes_a_case_says_so_of_the_search(app: Askwell, cast: Cast) -> None:
    from forum.support import actions as support
    from forum.threads.models import Question

    number = question(app, cast.dan, "Cannot buy bread")
    work(app)
    search(Browser(app).sign_in(cast.dan), "bread")
    with site(app):
        [record] = db.session.query(SearchRecord)
        recording.outcome(record.id, "asked", f"question:{number}")
    with site(app):
        support.escalate(db.session.get_one(Question, number), "promise")
    assert _outcomes(app) == [("bread", "escalated")]
    answer(app, number, cast.bob, "Use another till.", accepted=True)
    assert _outcomes(app) == [("bread", "solved")]


def test_what_was_said_stays_said(app: Askwell, browser: Browser) -> None:
    work(app)
    for n, came_of_it in enumerate(("helped", "not_helped", "asked")):
        search(browser, f"kettle {n}")
        with site(app):
            recording.outcome(records(app)[-1].id, came_of_it)
    _settle(app)
    assert [outcome for _, outcome in _outcomes(app)] == ["helped", "not_helped", "asked"]


def test_the_place_is_where_it_was_shown_whatever_the_address_says(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    shown, other = article(app, cast, "Kettle refunds"), article(app, cast, "Piano tuning")
    work(app)
    search(browser, "kettle")
    [record] = records(app)
    browser.get(f"/articles/{shown}-kettle-refunds?s={record.id}-88")
    browser.get(f"/articles/{other}-piano-tuning?s={record.id}-88")
    place = record.shown.index(f"article:{shown}") + 1
    assert records(app)[0].opened == [[f"article:{shown}", place], [f"article:{other}", None]]


def test_a_further_page_of_the_same_search_is_remembered_with_its_places(app: Askwell, cast: Cast) -> None:
    for n in range(14):
        article(app, cast, f"Kettle number {n}")
    work(app)
    browser = Browser(app)
    first = search(browser, "kettle")
    second = browser.get(first.link("Next"))
    [record] = records(app)
    assert len(record.shown) == 14
    href = next(href for href, _ in second.reader.links if f"?s={record.id}-" in href)
    browser.get(href)
    [[document, place]] = records(app)[0].opened
    assert place > 10
    assert document == records(app)[0].shown[place - 1]


# -- who searched ------------------------------------------------------------------------------------------


def _searched(app: Askwell, who: Browser, days: int) -> None:
    for day in range(days):
        with clock.moved(timedelta(days=day)):
            search(who.sign_in(who_is[who]), f"kettle {day}")


who_is: dict[Browser, Person] = {}


def _over_days(app: Askwell, person: Person, days: int) -> Browser:
    who = Browser(app)
    who_is[who] = person
    _searched(app, who, days)
    return who


def test_over_days_nobody_is_recognised(app: Askwell, cast: Cast) -> None:
    work(app)
    _over_days(app, cast.carla, 3)
    assert len({record.visitor for record in records(app)}) == 3


def test_who_agrees_keeps_one_number_and_ending_it_takes_the_link_away(app: Askwell, cast: Cast) -> None:
    number = article(app, cast, "Kettle refunds")
    work(app)
    carla = Browser(app).sign_in(cast.carla)
    page = carla.get("/my/data")
    assert "Agreed." in carla.submit(page, "/my/data/choices/searches").text
    who = _over_days(app, cast.carla, 3)
    with clock.moved(timedelta(days=2)):
        who.get(f"/articles/{number}-kettle-refunds")
    [known] = {record.visitor for record in records(app)}
    with app.app_context():
        person = db.session.get_one(Person, cast.carla.id)
        assert person.searcher == known
        assert db.session.query(Hit).one().visitor == known
    assert str(cast.carla.id) != known
    with clock.moved(timedelta(days=2)):
        who.sign_in(cast.carla)
        assert "Ended." in who.submit(who.get("/my/data"), "/my/data/choices/searches").text
    after = {record.visitor for record in records(app)}
    assert known not in after
    assert len(after) == 3  # each day by itself, as if she had never agreed
    with app.app_context():
        person = db.session.get_one(Person, cast.carla.id)
        assert (person.searcher, person.searches_agreed_at) == (None, None)
        assert db.session.query(Hit).one().visitor != known
        assert db.session.query(SearchRecord).count() == 3


def test_who_leaves_takes_the_link_along_and_the_counts_stay(app: Askwell, cast: Cast) -> None:
    from forum.core import personal_data
    from forum.search import visitors

    work(app)
    with site(app):
        visitors.agree(db.session.get_one(Person, cast.carla.id))
    carla, dan = _over_days(app, cast.carla, 2), _over_days(app, cast.dan, 1)
    assert carla is not dan
    before = {record.query + record.lang: record.visitor for record in records(app)}
    with clock.moved(timedelta(days=1)), site(app):
        [entry] = [each for each in personal_data.everything() if each.table == "search_record"]
        assert [each["searched"] for each in entry.export(cast.carla.id)] == ["kettle 0", "kettle 1"]
        assert [each["searched"] for each in entry.export(cast.dan.id)] == [
            "kettle 0"
        ]  # his salt is still there
        for each in sorted(personal_data.everything(), key=lambda one: one.table == "person"):
            each.erase(cast.carla.id)
    with app.app_context():
        assert db.session.get_one(Person, cast.carla.id).searcher is None
        found = db.session.query(SearchRecord).all()
        assert len(found) == 3
        assert sum(record.visitor in before.values() for record in found) == 1  # only Dan's
        assert entry.export(cast.carla.id) == []


@pytest.mark.parametrize("agreed", [True, False])
def test_of_today_each_visitor_counts_once_whether_agreed_or_not(
    app: Askwell, cast: Cast, agreed: bool
) -> None:
    from forum.search import visitors

    work(app)
    if agreed:
        with site(app):
            visitors.agree(db.session.get_one(Person, cast.carla.id))
    carla = Browser(app).sign_in(cast.carla)
    for words in ("kettle", "piano", "garden"):
        search(carla, words)
    assert len({record.visitor for record in records(app)}) == 1


# -- what stays -----------------------------------------------------------------------------------------------


def test_after_ninety_days_counts_of_day_language_and_outcome_stay(app: Askwell, browser: Browser) -> None:
    work(app)
    search(browser, "kettle")
    search(browser, "kettle teapot", "&hl=fr")
    with clock.moved(timedelta(hours=3)):
        search(browser, "garden")
    _settle(app, timedelta(hours=5))
    with clock.moved(timedelta(days=89)), site(app):
        recording.forget_old()
        assert db.session.query(SearchRecord).count() == 3
    with clock.moved(timedelta(days=91)), site(app):
        recording.forget_old()
        assert db.session.query(SearchRecord).count() == 0
        rows: Counter[str] = Counter()  # over days: three hours later may be tomorrow
        for day in db.session.query(SearchDay):
            assert day.searches == day.found_none
            rows[day.outcome] += day.searches
        assert rows == {"refined": 1, "gave_up": 2}
