"""Carla reads what she was told: many as one line, what is gone not at all, what she read no more."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.notifications import actions
from forum.notifications.models import Notice
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import Cast, site
from tests.notifications.stage import inbox, new, vote
from tests.pages import Browser


def test_ten_helpful_votes_are_one_line_and_one_new_notice(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    answer = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    voters = [cast.make(f"voter{n}") for n in range(10)]
    for person in voters:
        vote(app, person, f"answer:{answer}")
    vote(app, voters[0], f"answer:{answer}")  # the same vote again is the same vote
    page = browser.sign_in(cast.bob).get("/my/notices")
    assert page.text.count("what you wrote in") == 1
    assert "10 people found what you wrote in “Card declined abroad” helpful." in page.text
    assert "Voter" not in page.text
    vote(app, voters[0], f"answer:{answer}", 0)
    vote(app, voters[1], f"answer:{answer}", -1)
    assert "8 people found" in inbox(app, cast.bob)
    page = browser.submit(browser.get("/my/notices"), "Mark as read")
    assert "8 people found" in page.text
    assert "voted" not in new(app, cast.bob)
    vote(app, cast.dan, f"answer:{answer}")
    page = browser.get("/my/notices?new=1")
    assert "Somebody found what you wrote" in page.text
    assert "8 people" not in page.text


def test_opening_a_notice_leads_to_what_it_tells_of_and_marks_it_read(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = factories.question(app, cast.carla)
    answer = factories.answer(app, asked, cast.bob)
    page = browser.sign_in(cast.carla).get("/my/notices")
    link = page.link("Bob answered")
    assert browser.get(link).path.endswith(f"#answer-{answer}")
    assert "answered" not in new(app, cast.carla)
    assert Browser(app).sign_in(cast.dan).get(link).status == 404


def test_what_she_may_not_see_any_more_is_not_named_and_leads_nowhere(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    asked = factories.question(app, cast.bob, "Where is my zebra?")
    answer = factories.answer(app, asked, cast.carla)
    vote(app, cast.dan, f"answer:{answer}")
    link = browser.sign_in(cast.carla).get("/my/notices").link("zebra")
    with site(app):
        threads.hide(db.session.get_one(Question, asked), mo, because="rude")
    page = browser.get("/my/notices")
    assert "zebra" not in page.html
    assert "What this told of is not there any more." in page.text
    assert browser.get(link).status == 404
    with site(app):
        threads.show(db.session.get_one(Question, asked), mo)
    assert "zebra" in inbox(app, cast.carla)


def test_a_line_of_one_kind_alone_and_all_of_it_read(app: Askwell, cast: Cast, browser: Browser) -> None:
    with site(app):
        for number in range(25):
            actions.tell(cast.carla.id, "answered", "/", who="Bob", title=f"Question {number}")
        actions.tell(cast.carla.id, "flag_lapsed", "/", title="An article")
    page = browser.sign_in(cast.carla).get("/my/notices")
    assert "An article" in page.text
    page = browser.get(page.link("Next"))
    assert "Question 0" in page.text
    page = browser.get("/my/notices?row=articles")
    assert "Question" not in page.text.partition("Kind")[2].partition("Show")[2].partition("Each answer")[0]
    page = browser.submit(page, "Mark all as read")
    assert "An article" in page.text
    assert "25 new notices" in browser.get("/").text
    browser.submit(browser.get("/my/notices"), "Mark all as read")
    assert "Nothing here" in browser.get("/my/notices?new=1").text


def test_whoever_wants_no_such_line_gets_none(app: Askwell, cast: Cast) -> None:
    with site(app):
        actions.choose(cast.bob.id, {"votes": (False, "off")}, staff=False)
    answer = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    vote(app, cast.dan, f"answer:{answer}")
    assert "what you wrote in" not in inbox(app, cast.bob)
    with site(app):
        actions.tell(cast.bob.id, "moderated_hiding", "/", must_know=True, title="X", because="rude")
        actions.choose(cast.bob.id, {"moderation": (False, "off")}, staff=False)
        actions.tell(cast.bob.id, "moderated_hiding", "/", title="Y", because="rude")
    assert "“X”" in inbox(app, cast.bob)
    assert "“Y”" in inbox(app, cast.bob)


def test_what_was_read_half_a_year_ago_is_forgotten(app: Askwell, cast: Cast) -> None:
    with clock.moved(timedelta(days=-200)), site(app):
        actions.tell(cast.carla.id, "answered", "/", who="Bob", title="Old and read")
        actions.read_all(cast.carla)
        actions.tell(cast.carla.id, "answered", "/", who="Bob", title="Old and new")
    with site(app):
        assert actions.forget_old() == 1
        assert [n.values["title"] for n in db.session.query(Notice).order_by(Notice.id)] == ["Old and new"]


def test_a_deleted_answer_goes_out_of_sight_with_its_notice(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    answer = factories.answer(app, asked, cast.bob)
    assert "Bob answered" in inbox(app, cast.carla)
    with site(app):
        threads.delete(db.session.get_one(Answer, answer), cast.bob)
    assert "Bob answered" not in inbox(app, cast.carla)
