"""Whoever is invited decides: not this one, not this field, not so often, not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock, personal_data
from forum.core.db import db
from forum.routing import actions
from forum.routing.models import Fit, Invitation, RoutedQuestion
from tests.factories import Cast, site
from tests.routing import stage
from tests.routing.stage import ask, invited, number, wait


@pytest.fixture(autouse=True)
def _solvers(app: Askwell, cast: Cast) -> None:
    stage.solvers(app, cast)


def decline(browser, app, question, person, reason):
    page = browser.sign_in(person).get(f"/my/invitations/{number(app, question, person)}")
    return browser.submit(page, "/refusal", **({"reason": reason} if reason else {}))


def test_bob_declines_and_what_is_not_his_field_is_learned(app, cast, browser):
    questions = [ask(app, cast, f"Card declined abroad, case {n}", hours_ago=5) for n in "abc"]
    wait(app)
    assert decline(browser, app, questions[0], cast.bob, "").status == 422
    assert "We ask somebody else" in decline(browser, app, questions[0], cast.bob, "field").text

    assert "Bob" not in invited(app, questions[0])
    assert "case a" not in browser.get("/my/notices").text
    for question in questions[1:]:
        decline(browser, app, question, cast.bob, "field")
    after = ask(app, cast, "Card declined abroad, case d", hours_ago=5)
    wait(app, 24 * 8)
    with app.app_context():
        fits = db.session.scalars(sa.select(Fit.person_id).where(Fit.question_id == after)).all()
    assert cast.bob.id not in fits
    assert cast.eve.id in fits


def test_having_no_time_is_not_held_against_bob(app, cast, browser):
    first = ask(app, cast, hours_ago=5)
    wait(app)
    decline(browser, app, first, cast.bob, "time")

    second = ask(app, cast, "Card declined abroad, once more", hours_ago=5)
    wait(app, 1)

    assert invited(app, second)[0] == "Bob"


def test_three_a_week_and_no_more_unless_eve_wants_fewer(app, cast, browser):
    questions = [ask(app, cast, f"Card declined abroad, case {n}", hours_ago=5) for n in "abcd"]
    browser.submit(browser.sign_in(cast.eve).get("/my/invitations"), "/my/invitations/choice", per_week="1")

    def count(name):
        return sum(name in invited(app, question) for question in questions)

    wait(app)
    assert (count("Bob"), count("Eve")) == (3, 1)
    wait(app, 24 * 6)
    assert (count("Bob"), count("Eve")) == (3, 1)
    wait(app, 24 * 8)
    assert (count("Bob"), count("Eve")) == (4, 2)


def test_bob_ends_invitations_and_those_that_wait_go(app, cast, browser):
    first = ask(app, cast, hours_ago=5)
    wait(app)
    browser.submit(browser.sign_in(cast.bob).get("/my/invitations"), "/my/invitations/choice", per_week="0")
    assert "Bob" not in invited(app, first)

    second = ask(app, cast, "Card declined abroad, once more", hours_ago=5)
    wait(app, 1)

    assert "Bob" not in invited(app, second)
    assert "/my/invitations" in browser.get("/my/data").html


def test_who_turned_the_notices_of_invitations_off_gets_no_invitation(app, cast):
    from forum.notifications.models import NoticeChoice

    with site(app):
        db.session.add(NoticeChoice(person_id=cast.bob.id, row="invitations", inbox=False, mail="off"))
    question = ask(app, cast, hours_ago=5)

    wait(app)

    assert "Bob" not in invited(app, question)
    assert "Eve" in invited(app, question)


def test_only_three_are_asked_at_a_time_and_others_a_day_later(app, cast):
    with site(app):
        question = _with_fits(app, cast, 8)
        actions.invite_due()
    assert len(invited(app, question)) == 3

    wait(app, 25)
    assert len(invited(app, question)) == 6
    wait(app, 50)
    assert len(invited(app, question)) == 6  # then a person of the company is near


def test_what_is_kept_is_told_and_goes_with_the_person(app, cast):
    question = ask(app, cast, hours_ago=5)
    wait(app)
    kept = {entry.table: entry for entry in personal_data.everything()}
    with site(app):
        assert kept["answer_invitation"].export(cast.bob.id)[0]["question_id"] == question
        assert kept["question_fit"].export(cast.bob.id)
        for table in ("answer_invitation", "question_fit", "invitation_choice"):
            kept[table].erase(cast.bob.id)
    with app.app_context():
        assert not kept["answer_invitation"].export(cast.bob.id) + kept["question_fit"].export(cast.bob.id)


def test_old_fits_and_invitations_are_forgotten_but_not_credit(app, cast):
    question = ask(app, cast, hours_ago=5)
    wait(app)
    with clock.moved(timedelta(days=20)), site(app):
        actions.forget_old()
    with clock.moved(timedelta(days=400)), site(app):
        db.session.query(Invitation).filter_by(person_id=cast.bob.id).one().answer_id = 1
        actions.forget_old()
    with app.app_context():
        assert db.session.query(Fit).count() == db.session.query(RoutedQuestion).count() == 0
        assert [each.person_id for each in db.session.query(Invitation)] == [cast.bob.id]
    assert question


def _with_fits(app: Askwell, cast: Cast, people: int) -> int:
    """A question that many people fit."""
    from forum.accounts.models import Person
    from forum.threads import actions as threads
    from forum.topics import queries as topics

    carla, asked = db.session.get_one(Person, cast.carla.id), clock.now() - timedelta(hours=5)
    question = threads.ask(
        carla, topics.by_slug("orders"), "en", "Who knows?", "Please help.", created_at=asked
    )
    db.session.add(RoutedQuestion(question_id=question.id, matched_at=asked, next_at=asked))
    for place in range(people):
        someone = Person(
            email=f"p{place}@example.com", email_key=f"p{place}@example.com", name=f"P{place}",
            verified_at=asked, created_at=asked,
        )  # fmt: skip
        db.session.add(someone)
        db.session.flush()
        db.session.add(
            Fit(question_id=question.id, person_id=someone.id, score=1.0 / (place + 1), similar=[])
        )
    db.session.flush()
    return question.id
