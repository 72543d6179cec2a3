"""Carla mistypes: she finds what she meant, sees what was done, and can take it back."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.db import db
from forum.search import engine as engines
from forum.threads import actions as threads
from forum.threads.models import Answer
from search_index import SearchRequest
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser, Page
from tests.search.stage import results, search, work


def link(page: Page, words: str) -> str:
    """Where the link with exactly these words leads."""
    return next(href for href, said in page.reader.links if said == words)


def test_a_slip_is_mended_visibly_and_can_be_taken_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    found = article(app, cast, "Refunds of kettles", "Kettles are refunded within 30 days.")
    article(app, cast, "Opening hours", "From nine to five.")
    work(app)
    page = search(browser, "kettel refunds", "&topic=orders")
    assert results(page)[0].startswith(f"/articles/{found}-")
    assert "Showing results for kettles refunds. Search instead for kettel refunds." in page.text
    assert page.form("Search").fields[0] == ("q", "kettel refunds")  # what she typed is still there

    exact = browser.get(link(page, "kettel refunds"))
    assert "Showing results for" not in exact.text
    assert "No page has the word “kettel”." in exact.text
    assert "Did you mean kettles refunds?" in exact.text
    assert "topic=orders" in exact.path

    meant = browser.get(link(exact, "kettles refunds"))
    assert "exact" not in meant.path
    assert "Showing results for" not in meant.text
    assert results(meant)[0].startswith(f"/articles/{found}-")


def test_exact_words_stay_exact_on_every_filter_and_page(app: Askwell, cast: Cast, browser: Browser) -> None:
    for number in range(12):
        article(app, cast, f"Kettles of kind {number}", "Boil it.")
    work(app)
    page = search(browser, "kettel kind", "&exact=1")
    assert "exact=1" in page.link("Next")
    assert "exact=1" in page.link("Articles")


def test_what_is_written_somewhere_is_searched_and_a_better_word_offered(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for number in range(21):
        article(app, cast, f"Receive parcel number {number}", "You will receive it.")
    odd = question(app, cast.dan, "Did not recieve anything")
    work(app)
    page = search(browser, "recieve")
    assert results(page)[0].startswith(f"/questions/{odd}-")
    assert "Showing results for" not in page.text
    assert "Did you mean receive?" in page.text


@pytest.mark.parametrize(
    ("lang", "typed", "meant"),
    [
        ("en", "pasword", "password"),
        ("sv", "lösennord", "lösenord"),
        ("fr", "rembousement", "remboursement"),
    ],
)
def test_words_are_mended_in_each_language(
    app: Askwell, cast: Cast, browser: Browser, lang: str, typed: str, meant: str
) -> None:
    for code, title in (("en", "password"), ("sv", "lösenord"), ("fr", "remboursement")):
        article(app, cast, title, "…", lang=code)
    work(app)
    browser.headers["Accept-Language"] = lang
    page = search(browser, typed)
    assert meant in [said for _, said in page.reader.links]
    assert typed in [said for _, said in page.reader.links]


def test_of_two_words_as_near_the_readers_language_wins(app: Askwell, cast: Cast) -> None:
    article(app, cast, "Florbek", "florbek florbek", lang="sv")
    for _ in range(3):
        article(app, cast, "Florbem", "florbem", lang="fr")
    work(app)
    with app.app_context():
        swedish = engines.engine().search(SearchRequest("florbex", langs=("sv", "en", "fr")))
        french = engines.engine().search(SearchRequest("florbex", langs=("fr", "en", "sv")))
    assert ((swedish.did_you_mean or "").lower(), swedish.corrected) == ("florbek", True)
    assert ((french.did_you_mean or "").lower(), french.corrected) == ("florbem", True)


def test_a_hidden_word_is_neither_offered_nor_told_apart(app: Askwell, cast: Cast, browser: Browser) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "Kettle whistles", "At night.")
    said = answer(app, asked, cast.bob, "Call my neighbour Zebediah")
    for number in range(3):
        question(app, cast.dan, f"Another kettle {number}", "Boil it.")
    work(app)
    assert "Zebediah" in search(browser, "kettle zebediha").text
    with site(app):
        threads.hide(db.session.get_one(Answer, said), by=mo, because="Personal data.")
    work(app)
    page = search(browser, "kettle zebediha")
    assert "zebediah" not in page.text.lower()
    assert "No page has the word “zebediha”" in page.text
    assert "No page has the word “zebediah”" in search(browser, "kettle zebediah").text


def test_programs_are_told_as_well(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Refunds of kettles", "Kettles are refunded within 30 days.")
    work(app)
    said = browser.get("/api/v1/search?q=kettel+zonk").json
    assert (said["query"], said["did_you_mean"]) == ("kettel zonk", "kettles zonk")
    exact = browser.get("/api/v1/search?q=kettel&exact=true").json
    assert exact["did_you_mean"] == "kettles"


def test_two_slips_do_not_lead_into_another_language(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast, "Anmälan", "anmälan anmälan", lang="sv")
    article(app, cast, "Opening hours", "From nine to five.")
    work(app)
    assert "anmäl" not in search(browser, "opening animals").text.lower()
