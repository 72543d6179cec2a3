"""After a case, Dan is asked once how our help was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from forum.core import choices, clock
from forum.core.db import db
from forum.notifications import mailing
from forum.support import actions as cases
from forum.support import queries
from forum.support.loop.personal_data import LOOP
from forum.support.satisfaction import actions as satisfaction
from forum.support.satisfaction.models import Satisfaction
from forum.support.satisfaction.personal_data import MARKS
from forum.threads.models import Question
from tests.factories import site
from tests.support.loop.stage import button, mails
from tests.support.stage import case_of, everybody, me, path_of, question_of

DAN = "dan@example.com"


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


@pytest.fixture
def helped(app, cast):
    """Dan's question, solved by Ana: his case is closed."""
    number = question_of(app, cast.dan)
    with site(app):
        case = cases.escalate(db.session.get_one(Question, number), "asked", by=me(cast.dan))
        cases.claim(case, by=me(cast.ana))
        cases.reply(case, by=me(cast.ana), body="Hold the button for ten seconds.")
        cases.judge(case, by=me(cast.dan), solved=True)
    return number


def asked(app, hours: float) -> int:
    with clock.moved(timedelta(hours=hours)), site(app):
        return satisfaction.ask_due()


def form_address(app) -> str:
    return re.search(r"https?://[^/]+(/how-was-it/\S+)", mails(app, DAN)[-1]["text"])[1]


def mark_of(app, number: int) -> Satisfaction | None:
    with site(app):
        found = db.session.get(Satisfaction, case_of(app, number)["id"])
        if found is not None:
            db.session.expunge(found)
        return found


def test_dan_gives_a_mark_by_mail_without_signing_in_and_once(app, cast, browser, helped):
    assert asked(app, 23) == 0
    assert asked(app, 25) == 1
    assert asked(app, 50) == 0
    path = form_address(app)
    assert f"{path}?mark=4" in mails(app, DAN)[-1]["html"]
    page = browser.get(f"{path}?mark=4")
    assert ("mark", "4") in page.form("Send").fields
    assert mark_of(app, helped).mark is None  # looking sends nothing

    done = browser.submit(page, "Send", mark=4, note="Quick and kind.")
    assert "Thank you" in done.text
    row = mark_of(app, helped)
    assert (row.mark, row.words, row.agent_id) == (4, "Quick and kind.", cast.ana.id)
    assert browser.get(path).status == 404
    assert browser.submit(page, "Send", mark=1).status == 404
    assert mark_of(app, helped).mark == 4


def test_dan_gives_it_on_his_pages_too_and_is_not_asked_by_mail_then(app, cast, browser, helped):
    browser.sign_in(cast.dan)
    assert "How was our help?" in browser.get(path_of(app, helped)).text
    page = browser.get(browser.get("/my/cases").link("How was our help?"))
    assert browser.submit(page, "Send").status == 422
    browser.submit(page, "Send", mark=5)
    assert mark_of(app, helped).mark == 5
    assert "How was our help?" not in browser.get("/my/cases").text
    assert "How was our help?" not in browser.get(path_of(app, helped)).text
    assert browser.submit(page, "Send", mark=1).status == 404
    assert asked(app, 25) == 0


def test_saying_in_the_mail_that_it_solved_it_leads_to_the_mark(app, cast, browser):
    number = question_of(app, cast.dan)
    with site(app):
        case = cases.escalate(db.session.get_one(Question, number), "asked", by=me(cast.dan))
        cases.reply(case, by=me(cast.ana), body="Hold the button for ten seconds.")
    page = browser.get(button(mails(app, DAN)[-1], "solved"))
    form = browser.submit(page, "This solved it")
    assert "How was our help?" in form.text
    browser.submit(form, "Send", mark=3)
    assert mark_of(app, number).mark == 3


@pytest.mark.parametrize("why", ["the community won", "not over", "mails ended", "switched off", "long ago"])
def test_who_is_not_asked(app, cast, why):
    number = question_of(app, cast.dan)
    with site(app):
        case = cases.escalate(db.session.get_one(Question, number), "asked", by=me(cast.dan))
        if why != "the community won":
            cases.reply(case, by=me(cast.ana), body="Hold the button for ten seconds.")
        if why != "not over":
            cases.set_state(case, "closed", because="over")
        if why == "mails ended":
            mailing.end(cast.dan.id, f"question:{number}")
        if why == "switched off":
            choices.change({"satisfaction.ask": "0"}, by=cast.root)
    assert asked(app, 24 * 60 if why == "long ago" else 25) == 0


def test_nobody_marks_for_another(app, cast, browser, helped):
    number = case_of(app, helped)["id"]
    assert browser.sign_in(cast.bob).get(f"/my/cases/{number}/mark").status == 404
    assert browser.sign_in(cast.ana).get(f"/my/cases/{number}/mark").status == 403


def test_a_bad_mark_opens_a_case_that_follows_when_admins_want_it(app, cast, browser, helped):
    with site(app):
        choices.change({"satisfaction.follow_up": "1"}, by=cast.root)
        case = queries.latest_case_of(helped)
        first = case.id
        satisfaction.give(case, me(cast.dan), 2, "It took three days.")
    new = case_of(app, helped)
    assert (new["follows_id"], new["state"], new["claimed_by_id"]) == (first, "open", cast.ana.id)
    assert "It took three days." in new["note"]
    assert "Not satisfied" in browser.sign_in(cast.ana).get("/my/notices").text
    assert "The case that followed" in browser.get(f"/desk/cases/{first}").text


def test_without_that_setting_or_with_a_good_mark_nothing_follows(app, cast, helped):
    with site(app):
        satisfaction.give(queries.latest_case_of(helped), me(cast.dan), 1)
    assert case_of(app, helped)["closed_at"] is not None
    with site(app):
        assert queries.open_case_of(helped) is None


def test_words_are_forgotten_after_a_year_and_marks_stay(app, cast, helped):
    with site(app):
        satisfaction.give(queries.latest_case_of(helped), me(cast.dan), 5, "Kind.")
    with clock.moved(timedelta(days=364)), site(app):
        assert satisfaction.forget_words() == 0
    with clock.moved(timedelta(days=366)), site(app):
        assert satisfaction.forget_words() == 1
    assert (mark_of(app, helped).mark, mark_of(app, helped).words) == (5, "")


def test_dan_takes_his_marks_along_and_they_go_with_him(app, cast, helped):
    with site(app):
        satisfaction.give(queries.latest_case_of(helped), me(cast.dan), 4, "Kind.")
        assert [(r["mark"], r["words"]) for r in MARKS.export(cast.dan.id)] == [(4, "Kind.")]
        MARKS.erase(cast.ana.id)  # the agent leaves: the mark stays, without her name
        assert db.session.query(Satisfaction).one().agent_id is None
        MARKS.erase(cast.dan.id)
        LOOP.erase(cast.dan.id)
        assert MARKS.export(cast.dan.id) == LOOP.export(cast.dan.id) == []
