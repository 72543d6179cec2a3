"""Several answers compared: the solution first, then the most helpful, the newest on request; who tried one says so."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.targets import Target
from forum.search.models import DocumentSignal
from forum.threads import actions, helping
from forum.threads.models import Answer, Question
from forum.votes import actions as votes
from tests.factories import Cast, answer, question, site
from tests.pages import Browser, Page
from tests.search.stage import work
from tests.threads.stage import path_of


def order(page: Page, *words: str) -> list[str]:
    """These words as they follow each other on the page."""
    return sorted(words, key=lambda word: page.html.index(f"<p>{word}"))


def vote(app: Askwell, by: Person, number: int, value: int) -> None:
    with site(app):
        votes.vote(Target("answer", number), db.session.get_one(Person, by.id), value)


def test_helpfulness_is_a_mean_that_few_votes_do_not_settle() -> None:
    assert helping.helpfulness(0, 0) == helping.MEAN
    assert helping.helpfulness(1, 0) < helping.helpfulness(3, 0) < helping.helpfulness(30, 0) < 1
    assert helping.helpfulness(10, 1) > helping.helpfulness(2, 0) > helping.helpfulness(12, 10)
    assert 0 < helping.helpfulness(0, 1) < helping.helpfulness(0, 0, tried=1) < helping.MEAN
    assert helping.helpfulness(0, 0, helped=4) == helping.helpfulness(2, 0)
    assert helping.brought(-3) == helping.helpfulness(0, 3)


def test_the_most_helpful_stand_first_below_the_solution_and_the_newest_on_request(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    numbers = {
        word: answer(app, asked, cast.dan, word) for word in ("oldest", "doubted", "helpful", "youngest")
    }
    for who, word, value in ((cast.bob, "helpful", 1), (cast.ana, "helpful", 1), (cast.bob, "doubted", -1)):
        vote(app, who, numbers[word], value)
    answer(app, asked, cast.bob, "solution", accepted=True)
    words = ("solution", *numbers)
    path = path_of(app, asked)
    assert order(browser.get(path), *words) == ["solution", "helpful", "oldest", "youngest", "doubted"]
    newest = browser.get(browser.get(path).link("Newest"))
    assert order(newest, *words) == ["solution", "youngest", "helpful", "doubted", "oldest"]
    assert order(browser.get(path), *words)[1] == "helpful", "remembered in the address alone"
    vote(app, cast.bob, numbers["helpful"], 0)
    vote(app, cast.ana, numbers["helpful"], 0)
    assert order(browser.get(path), *words) == ["solution", "oldest", "helpful", "youngest", "doubted"]


def test_dan_tried_it_without_success_and_takes_that_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    first, _second = (answer(app, asked, cast.bob, word) for word in ("first", "second"))
    path = path_of(app, asked)
    browser.sign_in(cast.dan)
    page = browser.submit(browser.get(path), f"/answers/{first}/trial")
    assert "One person tried this without success" in page.text
    assert order(page, "first", "second") == ["second", "first"]
    with site(app):
        tried = db.session.get_one(Answer, first)
        assert (tried.score, tried.tried_count) == (0, 1), "no vote against Bob"
    assert not Browser(app).sign_in(cast.bob).get(path).has_form(f"/answers/{first}/trial")
    browser.submit(browser.get(path), f"/answers/{first}/trial/end")
    page = browser.get(path)
    assert "without success" not in page.text
    assert order(page, "first", "second") == ["first", "second"]


def test_who_tried_a_text_did_not_try_what_it_became(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    body = "Open the menu, choose cards, and switch on payments abroad in the last line of the page."
    number = answer(app, asked, cast.bob, body)
    browser.sign_in(cast.dan).submit(browser.get(path_of(app, asked)), f"/answers/{number}/trial")

    def edit(words: str) -> int:
        with site(app):
            bob, mine = db.session.get_one(Person, cast.bob.id), db.session.get_one(Answer, number)
            actions.edit_answer(mine, bob, mine.revision, words)
        with site(app):
            return db.session.get_one(Answer, number).tried_count

    _bob = cast.bob
    assert edit(body.replace("menu,", "menu;")) == 1
    assert edit("Ring us up, it can only be done by a person of ours.") == 0


def test_a_solution_that_did_not_help_counts_in_search(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    for who in (cast.dan, cast.ana):
        token = browser.sign_in(who).get(path_of(app, asked))
        browser.submit(token, f"/answers/{number}/trial")
    with site(app):
        found = db.session.get_one(Question, asked)
        carla = db.session.get_one(Person, found.author_id)
        actions.accept_solution(found, db.session.get_one(Answer, number), carla)
    work(app)
    with site(app):
        signal = db.session.query(DocumentSignal).filter_by(document=f"question:{asked}").one()
        assert signal.not_helped == 2
