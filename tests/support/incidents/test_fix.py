"""It is fixed: all it concerns are told once, asked whether it helped, and who is still stuck is in the queue again."""

from __future__ import annotations

import re
from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, sending
from forum.core.db import db
from forum.core.jobs import Job
from forum.support import queries as cases
from forum.support.incidents import actions, telling
from forum.support.incidents.models import Incident
from forum.threads import actions as threads
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.incidents.stage import (
    TITLE,
    asked,
    concerned,
    fixed,
    gathered,
    mails,
    outage,
    path_of,
    state_of,
    word_of,
    work,
)

FIXED = f"Fixed: {TITLE}"


def joins(app: Askwell, person: Person, question: int) -> None:
    with site(app):
        threads.me_too(db.session.get_one(Question, question), db.session.get_one(Person, person.id))


def test_askers_and_all_who_have_it_too_are_told_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    first = asked(app, cast.dan, "My Nordic card payment fails")
    second = asked(app, cast.carla, "Nordic card fails")
    bob, eve = cast.bob, cast.make("eve")
    joins(app, bob, first)
    joins(app, bob, second)
    number = outage(app, cast)
    gathered(app, cast, number, first, second)
    page = browser.sign_in(eve).get("/ask/suggestions?title=Nordic+card+fails")
    assert "We know of this already" in page.text
    browser.submit(browser.get(path_of(app, number)), "I have this too")
    assert concerned(app, number) == {cast.dan.id, cast.carla.id, bob.id, eve.id}
    assert "4 people have this too" in browser.get(path_of(app, number)).text
    fixed(app, cast, number)
    for _ in range(2):
        work(app)
        with site(app):  # the job once more, as after a killed worker
            telling._tell_some(number, 1)
    for name in ("dan", "carla", "bob", "eve"):
        assert mails(app, f"{name}@example.com").count(FIXED) == 1
    assert "Did it help?" in browser.get("/my/notices").text


def test_a_fix_that_was_none_is_told_of_again_when_it_is_one(app: Askwell, cast: Cast) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails")
    number = outage(app, cast)
    gathered(app, cast, number, question)
    fixed(app, cast, number)
    with site(app):  # before the worker comes to it
        incident, ana = db.session.get_one(Incident, number), db.session.get_one(Person, cast.ana.id)
        actions.update(incident, "investigating", {"en": "Not yet."}, ana)
    work(app)
    assert mails(app, "dan@example.com").count(FIXED) == 0
    fixed(app, cast, number)
    work(app)
    assert mails(app, "dan@example.com").count(FIXED) == 1


def test_who_may_not_see_what_led_here_is_not_told(app: Askwell, cast: Cast) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails")
    sue = cast.make("sue")
    joins(app, cast.bob, question)
    joins(app, sue, question)
    number = outage(app, cast)
    gathered(app, cast, number, question)
    fixed(app, cast, number)
    with site(app):  # between the deed and the mail
        db.session.get_one(Question, question).hidden_at = clock.now()
        db.session.get_one(Person, sue.id).suspended_at = clock.now() - timedelta(seconds=1)
    work(app)
    assert mails(app, "bob@example.com").count(FIXED) == 0
    assert mails(app, "sue@example.com").count(FIXED) == 0
    assert mails(app, "dan@example.com").count(FIXED) == 1  # his own


def test_it_helped_and_the_case_is_closed(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails")
    number = outage(app, cast)
    gathered(app, cast, number, question)
    fixed(app, cast, number)
    work(app)
    page = browser.sign_in(cast.dan).get(path_of(app, number))
    browser.submit(page, "Yes, it works again")
    assert state_of(app, question) == "closed"
    assert word_of(app, number, cast.dan) is True
    page = browser.sign_in(cast.ana).get(f"/desk/incidents/{number}")
    assert re.search(r"Told\s*1\s*Helped\s*1\s*Still stuck\s*0", page.text)


def test_still_stuck_and_the_case_is_in_the_queue_again(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = asked(app, cast.dan, "My Nordic card payment fails")
    other = asked(app, cast.carla, "Nordic card fails")
    number = outage(app, cast)
    gathered(app, cast, number, question, other)
    fixed(app, cast, number)
    work(app)
    page = browser.sign_in(cast.dan).get(path_of(app, number))
    browser.submit(page, "Yes, it works again", button="Still stuck", note="Only abroad now.")
    assert state_of(app, question) == "new"
    with app.app_context():
        case = cases.latest_case_of(question)
        assert case is not None
        assert (case.solved_it, "Only abroad now." in case.note) == (False, True)
    # Carla said nothing; Ana closes what still waits.
    page = browser.sign_in(cast.ana).get(f"/desk/incidents/{number}")
    browser.submit(page, "Close the cases that still wait")
    assert (state_of(app, other), state_of(app, question)) == ("closed", "new")


def test_who_has_no_question_and_is_still_stuck_asks_with_her_words(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = outage(app, cast)
    browser.sign_in(cast.bob)
    browser.submit(browser.get(path_of(app, number)), "I have this too")
    assert not browser.get(path_of(app, number)).has_form("Yes, it works again")
    fixed(app, cast, number)
    work(app)
    page = browser.get(path_of(app, number))
    assert browser.submit(page, "Yes, it works again", button="Still stuck").status == 422
    page = browser.submit(page, "Yes, it works again", button="Still stuck", note="It says code 7 now.")
    assert "It says code 7 now." in page.text
    assert "Still stuck: Payments" in page.text
    with app.app_context():
        asked_now = db.session.query(Question).filter_by(author_id=cast.bob.id).one()
        assert cases.open_case_of(asked_now.id) is not None


def test_not_any_more_and_nobody_is_told(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = outage(app, cast)
    browser.sign_in(cast.bob)
    page = browser.submit(browser.get(path_of(app, number)), "I have this too")
    browser.submit(page, "Not any more")
    fixed(app, cast, number)
    work(app)
    assert mails(app, "bob@example.com") == []


def test_a_guest_proves_an_address_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = outage(app, cast)
    page = browser.get(path_of(app, number))
    assert browser.submit(page, "I have this too", email="nonsense").status == 422
    page = browser.submit(page, "I have this too", email="eve@example.com")
    assert concerned(app, number) == set()
    with app.app_context():
        (mail,) = [j.payload for j in db.session.query(Job).filter_by(kind=sending.KIND)]
    link = re.search(r"https?://[^/\s]+(/post/\S+)", mail["text"])
    assert link
    page = browser.get(link[1])
    page = browser.submit(page, link[1], name="Eve")
    page = browser.submit(page, "Send")
    assert "Noted. We tell you when it is fixed." in page.text
    assert len(concerned(app, number)) == 1
