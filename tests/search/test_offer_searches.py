"""Carla types: searches that enough others made are offered to her, and nobody's secret is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.search import learning, offered, settling
from forum.search.models import SearchRecord
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser
from tests.search.stage import results, search, work

LATER = learning.SETTLED + timedelta(minutes=1)


def visitors(app: Askwell, count: int, first: int = 0) -> list[Browser]:
    """Different people, as far as anybody can tell."""
    found = []
    for number in range(first, first + count):
        found.append(Browser(app))
        found[-1].headers["User-Agent"] = f"Mozilla/5.0 (browser {number})"
    return found


def satisfied(app: Askwell, who: list[Browser], words: str) -> None:
    """All of them search with these words, open the first result and look no further."""
    for browser in who:
        page = search(browser, words)
        first = results(page)[0]
        browser.get(next(href for href, _ in page.reader.links if href.startswith(f"{first}?s=")))


def think_over(app: Askwell, after: timedelta = LATER) -> int:
    """Half an hour later: what came of the searches, and what is offered."""
    with clock.moved(after):
        with site(app):
            settling.settle()
            learning.learn_settled()
            count = offered.gather()
        work(app)
    return count


def offers(browser: Browser, typed: str) -> list[str]:
    """The searches that the box offers."""
    said = browser.get(f"/search/suggest?q={typed.replace(' ', '+')}").json["searches"]
    return [each["words"] for each in said]


@pytest.fixture
def shop(app: Askwell, cast: Cast) -> Askwell:
    article(
        app, cast, "When a payment is refused", "The card was declined abroad? Switch payments abroad on."
    )
    article(app, cast, "Kettles", "Boil it.")
    work(app)
    return app


def test_what_five_visitors_searched_on_a_day_is_offered_to_others(shop: Askwell) -> None:
    satisfied(shop, visitors(shop, 5), "card declined abroad")
    assert think_over(shop) == 1
    browser = Browser(shop)
    assert offers(browser, "card dec") == ["card declined abroad"]
    assert offers(browser, "abroad car") == ["card declined abroad"]
    assert offers(browser, "card declined abroad") == []  # that is what she typed
    assert offers(browser, "kettle") == []


def test_a_search_stands_apart_from_an_answer_and_leads_to_the_results(shop: Askwell) -> None:
    satisfied(shop, visitors(shop, 5), "refused payment")
    think_over(shop)
    said = Browser(shop).get("/search/suggest?q=refused").json
    assert [each["words"] for each in said["searches"]] == ["refused payment"]
    assert said["searches"][0]["url"] == "/search?q=refused+payment"
    assert [each["title"] for each in said["suggestions"]] == ["When a payment is refused"]
    fragment = Browser(shop).get("/search/suggest?q=refused", **{"HX-Request": "true"})
    assert 'data-href="/search?q=refused+payment"' in fragment.html
    assert fragment.html.count("badge-search") == 1


def test_four_visitors_are_too_few_however_often_they_come(shop: Askwell) -> None:
    for _ in range(3):
        satisfied(shop, visitors(shop, 4), "card declined abroad")
    assert think_over(shop) == 0
    assert offers(Browser(shop), "card") == []


def test_one_visitor_who_comes_every_day_is_not_five(shop: Askwell) -> None:
    carla = visitors(shop, 1)
    for day in range(6):
        with clock.moved(timedelta(days=day)):
            satisfied(shop, carla, "card declined abroad")
    assert think_over(shop, timedelta(days=6)) == 0


def test_words_that_satisfied_nobody_are_not_offered(shop: Askwell) -> None:
    for browser in visitors(shop, 6):
        search(browser, "card declined abroad")
    assert think_over(shop) == 0


@pytest.mark.parametrize(
    "words", ["card carla@example.com", "card 4929 1234 5678", "card order 48213", "card zebediah declined"]
)
def test_addresses_numbers_and_words_that_no_page_says_are_never_offered(shop: Askwell, words: str) -> None:
    satisfied(shop, visitors(shop, 6), words)
    assert think_over(shop) == 0
    assert offers(Browser(shop), "card") == []


def test_a_number_is_not_offered_though_a_page_says_it(app: Askwell, cast: Cast) -> None:
    article(app, cast, "Card of order 48213", "It says so on every receipt.")
    work(app)
    satisfied(app, visitors(app, 5), "card of order 48213")
    assert think_over(app) == 0
    assert offers(Browser(app), "card") == []


def test_what_each_adds_to_the_same_words_is_not_told(shop: Askwell) -> None:
    """Six search for a declined card, one of them with a word of her own: only what all of them typed shows."""
    satisfied(shop, visitors(shop, 5), "card declined")
    satisfied(shop, visitors(shop, 1, first=9), "card declined kettle")
    think_over(shop)
    assert offers(Browser(shop), "card") == ["card declined"]


def test_an_offer_ends_with_the_text_it_led_to(app: Askwell, cast: Cast) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "Zirconium kettle whistles", "At night.")
    work(app)
    satisfied(app, visitors(app, 5), "zirconium kettle")
    think_over(app)
    assert offers(Browser(app), "zirc") == ["zirconium kettle"]
    with site(app):
        threads.hide(db.session.get_one(Question, asked), by=mo, because="Personal data.")
    assert offers(Browser(app), "zirc") == []  # at once: no worker ran
    assert think_over(app) == 0


def test_an_offer_ends_when_its_words_stand_in_hidden_texts_only(app: Askwell, cast: Cast) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "Kettle whistles", "At night.")
    said = answer(app, asked, cast.bob, "Take the zirconium one.")
    work(app)
    satisfied(app, visitors(app, 5), "zirconium kettle")
    think_over(app)
    assert offers(Browser(app), "zirc") == ["zirconium kettle"]
    with site(app):
        threads.hide(db.session.get_one(Answer, said), by=mo, because="Personal data.")
    work(app)  # nothing was gathered anew: the index says that nobody says the word
    assert offers(Browser(app), "zirc") == []


def test_old_searches_are_offered_no_more(shop: Askwell) -> None:
    satisfied(shop, visitors(shop, 5), "card declined abroad")
    assert think_over(shop) == 1
    assert think_over(shop, timedelta(days=offered.DAYS + 1)) == 0
    with shop.app_context():
        assert db.session.query(SearchRecord).count() == 5


def test_searches_in_other_languages_wait_until_there_is_little_else(app: Askwell, cast: Cast) -> None:
    article(app, cast, "Carte refusée à l'étranger", "Activez les paiements.", lang="fr")
    work(app)
    who = visitors(app, 5)
    for browser in who:
        browser.headers["Accept-Language"] = "fr"
    satisfied(app, who, "carte refusée étranger")
    think_over(app)
    assert offers(Browser(app), "cart") == ["carte refusée étranger"]
    for number in range(3):
        article(app, cast, f"Cartridges of printer {number}", "They are refilled.")
    work(app)
    assert offers(Browser(app), "cart") == []
    french = Browser(app)
    french.headers["Accept-Language"] = "fr"
    assert offers(french, "cart") == ["carte refusée étranger"]
