"""Similar questions beside a question: found in the background, and only those that the reader may see."""

from __future__ import annotations

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.threads.similar import actions
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.search.stage import work
from tests.threads.stage import counted_queries


def beside(browser: Browser, number: int) -> list[str]:
    html = browser.get(f"/questions/{number}").html
    box = html.partition("Similar questions")[2].partition("</section>")[0]
    return [part.partition("<")[0] for part in box.split('">')[1:] if part[:1].isupper() and "<" in part]


def test_a_new_question_and_those_like_it_name_each_other(app: Askwell, cast: Cast, browser: Browser) -> None:
    first = question(
        app, cast.carla, "Card declined abroad", "The shop in Spain refused my card.", hours_ago=9
    )
    answer(app, first, cast.bob, accepted=True)
    question(app, cast.dan, "Parcel never arrived", "The courier says it was delivered.", hours_ago=8)
    work(app)
    assert beside(browser, first) == []
    second = question(app, cast.dan, "My card was declined abroad", "A shop in Italy refused my card.")
    work(app)
    assert beside(browser, second) == ["Card declined abroad"]
    with site(app):
        before = db.session.get_one(Question, first).version
        actions.find_waiting()
    assert beside(browser, first) == ["My card was declined abroad"]
    with site(app):
        assert db.session.get_one(Question, first).version == before  # an edit that is open stays good
    mo = cast.mo
    with site(app):
        threads.hide(db.session.get_one(Question, second), mo, "Rude.")
    for who in (browser, Browser(app).sign_in(cast.bob)):
        assert beside(who, first) == []


def test_those_of_long_ago_are_looked_for_again_and_nothing_else(app: Askwell, cast: Cast) -> None:
    numbers = [question(app, cast.carla, f"Card declined in shop {n}") for n in range(3)]
    question(app, cast.carla, "Card declined and hidden", hidden_at=clock.now())
    work(app)
    with site(app):
        assert actions.find_waiting() in (0, len(numbers))
    with site(app):
        assert actions.find_waiting() == 0
        db.session.get_one(Question, numbers[0]).similar_at = clock.now().replace(year=2020)
    with site(app):
        assert actions.find_waiting() == 1


def test_search_being_away_costs_nothing_but_the_box(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.carla, "Card declined abroad")
    with site(app):
        assert actions.find_waiting() == 0
    assert browser.get(f"/questions/{number}").status == 200


def test_the_box_is_one_query_for_many_readers(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.carla, "Card declined abroad")
    for n in range(6):
        question(app, cast.carla, f"Card declined abroad again {n}", hours_ago=n)
    work(app)
    with counted_queries(app) as seen:
        for who in (browser, Browser(app).sign_in(cast.bob), browser):
            assert len(beside(who, number)) == 5
    assert len([s for s in seen if "similar_question" in s]) == 1
