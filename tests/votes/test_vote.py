"""Votes: one a person, the last word counts, nobody votes for themselves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.threads.models import Answer
from forum.votes.models import Vote
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import at_once, path_of


def score(app: Askwell, number: int) -> int:
    with site(app):
        return db.session.get_one(Answer, number).score


def press(browser: Browser, path: str, action: str, value: str) -> int:
    page = browser.get(path)
    token = dict(page.form("votes/" + action).fields)["csrf_token"]
    return browser.post(f"/votes/{action}", {"csrf_token": token, "value": value}).status


def test_dan_votes_changes_his_mind_and_takes_it_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    path = path_of(app, asked)
    browser.sign_in(cast.dan)
    for value, total in (("1", 1), ("1", 1), ("-1", -1), ("0", 0), ("0", 0), ("1", 1)):
        assert press(browser, path, f"answer:{number}", value) == 200
        assert score(app, number) == total
    assert 'aria-pressed="true"' in browser.get(path).html


def test_without_a_reload_the_control_alone_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    token = dict(page.form(f"votes/answer:{number}").fields)["csrf_token"]
    part = browser.post(
        f"/votes/answer:{number}", {"csrf_token": token, "value": "1"}, **{"HX-Request": "true"}
    )
    assert "<html" not in part.html
    assert "<b>1</b>" in part.html
    assert 'name="value" value="0"' in part.html


def test_nobody_votes_for_themselves_and_guests_sign_in_first(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    assert not any("votes/answer" in f.action and f.buttons for f in page.reader.forms)
    token = dict(page.form("votes/question").fields)["csrf_token"]
    assert browser.post(f"/votes/answer:{number}", {"csrf_token": token, "value": "1"}).status == 403
    guest = Browser(app)
    token = dict(guest.get("/ask").form("Post the question").fields)["csrf_token"]
    assert guest.post(f"/votes/answer:{number}", {"csrf_token": token, "value": "1"}).path.startswith(
        "/sign-in"
    )
    assert score(app, number) == 0


@pytest.mark.parametrize(
    ("target", "value", "status"),
    [
        ("answer:1", "2", 422),
        ("answer:1", "x", 422),
        ("answer:99", "1", 404),
        ("nothing:1", "1", 404),
        ("answer:2", "1", 404),
    ],
)
def test_what_is_no_vote_or_no_target(
    app: Askwell, cast: Cast, browser: Browser, target: str, value: str, status: int
) -> None:
    asked = question(app, cast.carla)
    answer(app, asked, cast.bob)
    answer(app, asked, cast.bob, "hidden", hidden_at=clock.now())
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    token = dict(page.form("votes/question").fields)["csrf_token"]
    assert browser.post(f"/votes/{target}", {"csrf_token": token, "value": value}).status == status
    with site(app):
        assert db.session.query(Vote).count() == 0


def test_twenty_presses_of_one_person_count_once(app: Askwell, cast: Cast) -> None:
    number = answer(app, question(app, cast.carla), cast.bob)
    pages = at_once(app, cast.dan, f"/votes/answer:{number}", {"value": "1"})
    assert {page.status for page in pages} == {200}
    assert score(app, number) == 1


def test_twenty_people_at_once_all_count(app: Askwell, cast: Cast) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob)
    path = path_of(app, asked)
    people = [getattr(cast, f"voter{n}") for n in range(20)]
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda p: press(Browser(app).sign_in(p), path, f"answer:{number}", "1"), people)
        )
    assert set(statuses) == {200}
    assert score(app, number) == 20


def test_votes_add_to_what_an_import_brought(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob, score=7, score_brought=7)
    press(browser.sign_in(cast.dan), path_of(app, asked), f"answer:{number}", "1")
    assert score(app, number) == 8
