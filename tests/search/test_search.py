"""Carla searches: articles and questions in one ranking, only what she may see, whatever the index says."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import jobs
from forum.core.db import db
from forum.flags import actions as flags
from forum.flags.models import Flag
from forum.search import engine as engines
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser
from tests.search.stage import results, search, work


def test_carla_finds_articles_and_questions_in_one_ranking(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast, "Card declined abroad: what to do", "Call your bank.")
    asked = question(app, cast.dan, "Card declined in a shop abroad")
    answer(app, asked, cast.bob, accepted=True)
    work(app)
    page = search(browser, "card declined abroad")
    assert len(results(page)) == 2
    assert "<mark>Card</mark>" in page.html
    assert "Solved" in page.text
    assert "2 results" in page.text
    only = search(browser, "card declined abroad", "&kind=question")
    assert results(only) == [href for href in results(page) if href.startswith("/questions/")]


def test_a_new_question_is_found_as_soon_as_the_worker_has_done_its_job(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    work(app)
    question(app, cast.dan, "Zirconium kettle whistles")
    work(app)
    assert len(results(search(browser, "zirconium kettle"))) == 1


def test_words_are_carried_to_the_ask_page_and_nobody_is_left_alone(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article(app, cast)
    work(app)
    page = search(browser, "kettle whistles at night")
    assert results(page) == []
    assert "Nothing found" in page.text
    ask = page.link("Ask this question")
    assert ask.startswith("/ask?q=kettle+whistles+at+night&s=")


def test_without_words_there_is_a_search_box_and_nothing_is_searched(browser: Browser) -> None:
    page = browser.get("/search?q=++")
    assert page.status == 200
    assert page.form("Search").method == "get"


def test_a_hidden_question_is_not_found_even_before_the_index_caught_up(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "My secret zirconium address", "Kettle street 9")
    work(app)
    assert len(results(search(browser, "zirconium"))) == 1
    with site(app):
        threads.hide(db.session.get_one(Question, asked), by=mo, because="Personal data.")
    page = search(browser, "zirconium")  # no worker ran: the index still has it
    assert results(page) == []
    assert "Kettle" not in page.text
    suggested = browser.get("/search/suggest?q=my+secret")
    assert suggested.json["suggestions"] == []
    work(app)
    with app.app_context():
        assert f"question:{asked}" not in engines.engine().versions()


def test_the_words_of_a_hidden_answer_are_not_shown_while_the_index_still_has_them(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "Kettle whistles", "At night.")
    said = answer(app, asked, cast.bob, "Telephone zirconium of my neighbour")
    work(app)
    assert "zirconium" in search(browser, "kettle telephone").text
    with site(app):
        threads.hide(db.session.get_one(Answer, said), by=mo, because="Personal data.")
    page = search(browser, "kettle telephone")
    assert len(results(page)) == 1
    assert "zirconium" not in page.text


def test_a_flag_lowers_the_next_search_at_once_and_without_reindexing(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    wrong = article(app, cast, "Refunds of kettles", "Kettles are refunded within 60 days.")
    right = article(app, cast, "Refunds of kettles by card", "A longer text about kettles: within 30 days.")
    work(app)
    assert results(search(browser, "refunds of kettles"))[0].startswith(f"/articles/{wrong}-")
    with app.app_context():
        before = engines.engine().status().facts
    with site(app):
        from forum.core.targets import Target

        flags.flag(Target("article", wrong), cast.ana, "inaccurate", "It is 30 days.")
    page = search(browser, "refunds of kettles")
    assert results(page)[0].startswith(f"/articles/{right}-")
    assert "Under review since" in page.text
    with app.app_context():
        assert engines.engine().status().facts == before  # no job ran, nothing was indexed
        assert jobs.waiting().get("signals") == 1


def test_a_settled_flag_gives_the_rank_back_at_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    from forum.core.targets import Target

    first = article(app, cast, "Refunds of kettles", "Kettles are refunded.")
    article(app, cast, "Refunds of kettles by card", "A longer text about kettles.")
    work(app)
    with site(app):
        flags.flag(Target("article", first), cast.ana, "inaccurate", "No.")
    with site(app):
        flags.reject(db.session.query(Flag).one(), cast.mo, because="It is right.")
    assert results(search(browser, "refunds of kettles"))[0].startswith(f"/articles/{first}-")


def test_staff_see_why_and_customers_do_not(app: Askwell, cast: Cast) -> None:
    article(app, cast, "Refunds of kettles", "Kettles.")
    work(app)
    assert "Why they stand here" in search(Browser(app).sign_in(cast.ana), "kettles", "&explain=1").text
    assert "Why they stand here" not in search(Browser(app).sign_in(cast.carla), "kettles", "&explain=1").text


def test_pages_of_results_go_on_where_the_last_one_ended(app: Askwell, cast: Cast, browser: Browser) -> None:
    for number in range(12):
        question(app, cast.dan, f"Kettle question number {number}", f"Text {number}")
    work(app)
    first = search(browser, "kettle question")
    second = browser.get(first.link("Next"))
    assert len(results(first)) == 10
    assert len(results(second)) == 2
    assert not set(results(first)) & set(results(second))
    came = [
        href.partition("?s=")[2] for page in (first, second) for href, _ in page.reader.links if "?s=" in href
    ]
    assert {each.partition("-")[0] for each in came} == {came[0].partition("-")[0]}  # one search
    assert came[10].endswith("-11")


@pytest.mark.parametrize("words", ["*", "(((", "a OR", '"', "%00", "%F0%9F%92%A9", "a" * 5000, "title:x"])
def test_no_words_break_the_page(app: Askwell, cast: Cast, browser: Browser, words: str) -> None:
    article(app, cast)
    work(app)
    assert browser.get(f"/search?q={words}&page=99999&topic=none&lang=xx").status == 200


def test_suggestions_come_as_json_and_as_a_fragment(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = article(app, cast, "Card declined abroad", "Call your bank.")
    work(app)
    found = browser.get("/search/suggest?q=card+dec").json
    assert found["query"] == "card dec"
    assert [each["id"] for each in found["suggestions"]] == [f"article:{number}"]
    fragment = browser.get("/search/suggest?q=card+dec", **{"HX-Request": "true"})
    assert "<li data-href=" in fragment.html
    assert "<html" not in fragment.html


def test_titles_in_the_readers_language_are_suggested_first(app: Askwell, cast: Cast) -> None:
    for lang, title in (("sv", "Retur inom 30 dagar"), ("en", "Returns and how they work in all detail")):
        article(app, cast, title, "…", lang=lang)
    work(app)
    for lang, first in (("sv", "Retur inom 30 dagar"), ("en", "Returns and how they work in all detail")):
        reader = Browser(app)
        reader.headers["Accept-Language"] = lang
        said = reader.get("/search/suggest?q=retur").json["suggestions"]
        assert said[0]["title"] == first
        assert len(said) == 2


def test_a_scraper_is_asked_to_wait(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.core import rate_limits

    assert 100 <= rate_limits.SEARCH.count <= 600  # a minute: room for an office, not for a scraper
    assert rate_limits.SEARCH.seconds == 60
    monkeypatch.setattr(rate_limits, "SEARCH", rate_limits.Limit("search", 10, 3600))
    monkeypatch.setattr(rate_limits, "_blocked", {})  # it is the process's: the next test must not be refused

    answers = [search(browser, f"word{n}").status for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
