"""Dan has Carla's trouble too: he says so in one press, is counted once, told of answers, and may take it back."""

from __future__ import annotations

from forum import Askwell
from forum.core import personal_data
from forum.core.db import db
from forum.threads import queries
from forum.threads.models import Affected, Follower, Question
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import path_of


def _count(app: Askwell, number: int) -> int:
    with site(app):
        return db.session.get_one(Question, number).affected_count


def test_dan_is_counted_once_and_told_of_answers(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    told = browser.submit(page, "I have this too")
    assert "You are counted" in told.text
    assert "One person has this too" in told.text
    browser.submit(page, "I have this too")  # the older page, pressed again
    with site(app):
        assert queries.affected_people([asked]) == [cast.dan.id]
        assert queries.affected_counts([asked]) == {asked: 1}
        assert db.session.get(Follower, (asked, cast.dan.id)) is not None
        assert db.session.get_one(Question, asked).version == 1  # nothing to index anew
    assert "One person has this too" in browser.get("/questions").text


def test_he_takes_it_back_and_is_told_no_more(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    gone = browser.submit(browser.submit(page, "I have this too"), "Not any more")
    assert "have this too" in gone.text  # the button is there again
    assert _count(app, asked) == 0
    with site(app):
        assert db.session.get(Follower, (asked, cast.dan.id)) is None


def test_who_followed_before_goes_on_following(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    browser.sign_in(cast.dan)
    page = browser.submit(browser.get(path_of(app, asked)), "Tell me about answers")
    browser.submit(browser.submit(page, "I have this too"), "Not any more")
    with site(app):
        assert db.session.get(Follower, (asked, cast.dan.id)) is not None


def test_the_asker_is_no_second_one_and_a_solved_question_takes_none(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    assert not Browser(app).sign_in(cast.carla).get(path_of(app, asked)).has_form("I have this too")
    answer(app, asked, cast.bob, accepted=True)
    refused = browser.submit(page, "I have this too")
    assert refused.status == 403
    assert _count(app, asked) == 0


def test_a_guest_signs_in_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    sent = browser.submit(browser.get(path_of(app, asked)), "I have this too")
    assert sent.path.startswith("/sign-in")
    assert _count(app, asked) == 0


def test_it_goes_with_him_when_he_leaves(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    browser.sign_in(cast.dan)
    browser.submit(browser.get(path_of(app, asked)), "I have this too")
    entry = next(kept for kept in personal_data.everything() if kept.table == "affected")
    with site(app):
        assert [row["question"] for row in entry.export(cast.dan.id)] == [asked]
        entry.erase(cast.dan.id)
    assert _count(app, asked) == 0
    with site(app):
        assert db.session.query(Affected).count() == 0
