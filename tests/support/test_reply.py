"""Ana works the desk: claims, sees the story, replies into the thread; Dan says whether it solved it."""

from __future__ import annotations

from forum import Askwell
from forum.core import jobs
from forum.core.db import db
from forum.support import actions
from forum.threads.models import Answer, Question
from tests import mails
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.stage import case_of, path_of, question_of


def _case(app: Askwell, cast: Cast) -> tuple[int, int]:
    question = question_of(app, cast.dan, hours_ago=30)
    with site(app):
        case = actions.escalate(db.session.get_one(Question, question), "promise")
        return question, case.id


def test_ana_claims_replies_and_dan_is_told_by_mail_and_says_it_solved_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, _case_id = _case(app, cast)
    page = browser.sign_in(cast.ana).get("/desk")
    assert "Promise lapsed" in page.text
    page = browser.get(page.link("Screen stays black"))
    page = browser.submit(page, "claim")
    assert case_of(app, question)["claimed_by_id"] == cast.ana.id
    page = browser.submit(
        page,
        "replies",
        body="Hold power and volume up for ten seconds, then let go.",
        resolve="1",
        button="Reply publicly",
    )
    assert case_of(app, question)["state"] == "resolved"

    assert mails.waiting(app, "dan@example.com")

    browser.sign_in(cast.dan)
    page = browser.get(path_of(app, question))
    assert "Hold power and volume up" in page.text
    page = browser.submit(page, "This solved it")
    assert case_of(app, question)["closed_at"] is not None
    with app.app_context():
        solved = db.session.get_one(Question, question)
        assert db.session.get_one(Answer, solved.solution_id).staff


def test_dan_is_still_stuck_and_the_case_is_open_again(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = _case(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    browser.submit(page, "replies", body="Have you tried to charge it over night?")
    page = browser.sign_in(cast.dan).get("/my/cases")
    browser.submit(page, "Still stuck")
    after = case_of(app, question)
    assert (after["state"], after["solved_it"], after["closed_at"]) == ("open", False, None)
    assert "Still stuck" in browser.sign_in(cast.ana).get("/desk").text
    assert "Still stuck" in browser.get("/my/notices").text


def test_a_community_solution_closes_the_case_and_ana_is_told(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, case = _case(app, cast)
    browser.submit(browser.sign_in(cast.ana).get(f"/desk/cases/{case}"), "claim")
    page = browser.sign_in(cast.bob).get(path_of(app, question))
    browser.submit(page, "answers", body="Same here: a new cable did it.")
    page = browser.sign_in(cast.dan).get(path_of(app, question))
    browser.submit(page, "solution")
    assert case_of(app, question)["closed_because"] == "a solution was accepted in the thread"
    assert "Closed by the customer" in browser.sign_in(cast.ana).get("/my/notices").text


def test_two_agents_cannot_hold_one_case_but_a_moderator_may_take_over(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, case = _case(app, cast)
    seen_by_ada = browser.sign_in(cast.ada).get(f"/desk/cases/{case}")
    other = Browser(app).sign_in(cast.ana)
    other.submit(other.get(f"/desk/cases/{case}"), "claim")
    refused = browser.submit(seen_by_ada, "claim")
    assert refused.status == 409
    assert "Ana is already on this case" in refused.text
    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/desk/cases/{case}"), "claim")
    assert case_of(app, question)["claimed_by_id"] == cast.mo.id


def test_a_reply_sent_twice_is_posted_once_and_an_empty_one_not_at_all(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, case = _case(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert browser.submit(page, "replies", body="   ").status == 422
    browser.submit(page, "replies", body="Try the other charger.")
    browser.submit(page, "replies", body="Try the other charger.")
    with app.app_context():
        assert db.session.query(Answer).filter_by(question_id=question).count() == 1


def test_internal_notes_and_the_desk_are_for_staff_only(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = _case(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = browser.submit(page, "notes", note="Known fault of batch zirkon-7")
    assert "zirkon-7" in page.text
    for person in (cast.dan, cast.bob, None):
        browser.sign_in(person) if person else browser.sign_out()
        for path in (
            path_of(app, question),
            "/my/cases",
            f"/desk/cases/{case}",
            "/desk",
            "/search?q=zirkon-7",
        ):
            assert (
                "zirkon-7"
                not in browser.get(path).html.replace("q=zirkon-7", "").replace('value="zirkon-7"', "")
                or "/search" in path
            )
    assert browser.sign_in(cast.bob).get(f"/desk/cases/{case}").status == 403


def test_a_killed_worker_tells_dan_later_but_tells_him(app: Askwell, cast: Cast, browser: Browser) -> None:
    _question, case = _case(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    browser.submit(page, "replies", body="We are sending you a new one today.")
    mails.write_notices(app)
    with app.app_context():
        assert jobs.waiting()["mail"] >= 1
        jobs.run_until_empty()
        assert "mail" not in jobs.waiting()
