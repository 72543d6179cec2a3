"""Carla reads on in the results: each once, none left out, whatever others do meanwhile."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.search import lists, signals
from forum.search.models import ResultList
from forum.threads import actions as threads
from forum.threads.models import Question
from tests.factories import Cast, article, question, site
from tests.pages import Browser, Page
from tests.search.stage import results, search, work


def many(app: Askwell, cast: Cast, count: int) -> list[int]:
    numbers = [question(app, cast.dan, f"Kettle question number {n}", f"Text {n}") for n in range(count)]
    work(app)
    return numbers


def read_on(browser: Browser, page: Page) -> list[list[str]]:
    """All pages from this one on."""
    pages = [results(page)]
    while any(said == "Next" for _, said in page.reader.links):
        page = browser.get(page.link("Next"))
        pages.append(results(page))
    return pages


def hit(app: Askwell, numbers: list[int], times: int = 60) -> None:
    """So many visits that the order changes."""
    with site(app):
        now = clock.now().timestamp()
        signals.add_hits([(f"question:{number}", now) for number in numbers for _ in range(times)])


def test_hits_between_two_pages_move_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    numbers = many(app, cast, 35)
    first = search(browser, "kettle question")
    before = results(first)
    hit(app, numbers[-5:])
    pages = read_on(browser, first)
    seen = [href for page in pages for href in page]
    assert pages[0] == before
    assert len(seen) == len(set(seen)) == 35
    assert [len(page) for page in pages] == [10, 10, 10, 5]
    again = [href for page in read_on(browser, search(browser, "question kettle")) for href in page]
    assert again != seen  # whoever searches anew gets the order of now
    assert sorted(again) == sorted(seen)


def test_going_back_shows_what_stood_there(app: Askwell, cast: Cast, browser: Browser) -> None:
    numbers = many(app, cast, 25)
    first = search(browser, "kettle question")
    second = browser.get(first.link("Next"))
    hit(app, numbers)
    back = browser.get(second.link("Previous"))
    assert results(back) == results(first)


def test_what_is_hidden_meanwhile_leaves_a_gap_and_moves_nothing(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    many(app, cast, 25)
    first = search(browser, "kettle question")
    second = browser.get(first.link("Next"))
    gone = int(results(first)[3].split("/")[2].partition("-")[0])
    with site(app):
        threads.hide(db.session.get_one(Question, gone), by=mo, because="Personal data.")
    for _ in range(2):  # before and after the index knows
        assert results(browser.get(first.link("Next"))) == results(second)
        work(app)
    assert len(results(browser.get(second.link("Previous")))) == 9


def test_far_pages_are_reached_in_order_too(app: Askwell, cast: Cast, browser: Browser) -> None:
    numbers = many(app, cast, 125)
    first = search(browser, "kettle question")
    hit(app, numbers[:9])
    seen = [href for page in read_on(browser, first) for href in page]
    assert len(seen) == len(set(seen)) == 125


def test_without_the_order_pages_are_cut_from_the_ranking_as_it_is(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    many(app, cast, 25)
    first, second = search(browser, "kettle question"), search(browser, "kettle question", "&page=2")
    other = search(browser, "kettle question", "&page=2&list=0123456789abcdef")
    assert results(second) == results(other)
    assert len(results(second)) == 10
    assert not set(results(second)) & set(results(first))


def test_an_order_is_of_one_search_and_of_one_day(app: Askwell, cast: Cast, browser: Browser) -> None:
    many(app, cast, 15)
    article(app, cast, "Teapot", "Pour.")
    work(app)
    name = search(browser, "kettle question").link("Next").partition("list=")[2].partition("&")[0]
    assert name
    stranger = search(browser, "teapot", f"&list={name}&page=2")
    assert all(href.startswith("/articles/") for href in results(stranger))
    with site(app):
        assert db.session.query(ResultList).count() == 1
        assert lists.forget_old() == 0
        with clock.moved(lists.KEPT + timedelta(minutes=1)):
            assert lists.forget_old() == 1


def test_the_same_results_are_remembered_once(app: Askwell, cast: Cast) -> None:
    many(app, cast, 15)
    for _ in range(3):
        search(Browser(app), "kettle question")
    with app.app_context():
        assert db.session.query(ResultList).count() == 1
