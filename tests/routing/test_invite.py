"""A question that nobody answers invites a few people who solved similar ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import choices, clock
from forum.core.db import db
from forum.groups.actions import running as groups
from forum.groups.actions.coming import put_in
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.topics.models import Topic
from tests import factories
from tests.factories import Cast, site
from tests.mails import waiting
from tests.routing import stage
from tests.routing.stage import ask, invited, number, wait


@pytest.fixture
def _solvers(app: Askwell, cast: Cast) -> None:
    stage.solvers(app, cast)


def _fresh(person: Person) -> Person:
    return db.session.get_one(Person, person.id)


pytestmark = pytest.mark.usefixtures("_solvers")


def test_who_solved_similar_ones_is_invited_after_four_hours_and_told_why(app, cast, browser):
    question = ask(app, cast)
    wait(app, 3.5)
    assert invited(app, question) == []

    wait(app, 4.5)

    # Bob solved two like it, Eve one; Dan knows parcels; Ana is of the company; Gus and Carla only asked.
    assert invited(app, question)[:2] == ["Bob", "Eve"]
    assert not {"Ana", "Carla", "Gus"} & set(invited(app, question))
    inbox = browser.sign_in(cast.bob).get("/my/notices")
    assert "You solved questions like “Card declined abroad on holiday”. Can you help?" in inbox.text
    page = browser.get(f"/my/invitations/{number(app, question, cast.bob)}")
    assert "Card declined abroad when I pay in a shop" in page.text
    assert "2 answers of yours solved questions on “Orders”." in page.text
    assert browser.sign_in(cast.eve).get(f"/my/invitations/{number(app, question, cast.bob)}").status == 404
    mailed = [mail["text"] for mail in waiting(app, "bob@example.com")]
    assert any(f"/my/invitations/{number(app, question, cast.bob)}" in text for text in mailed)


def test_nobody_who_could_not_answer_or_read_it_is_invited(app, cast):
    with site(app):
        accounts.suspend(
            db.session.get_one(Person, cast.bob.id), db.session.get_one(Person, cast.root.id), "Spam."
        )
        db.session.get_one(Person, cast.eve.id).silenced_until = clock.now() + timedelta(days=9)
        db.session.get_one(Person, cast.dan.id).verified_at = None
    question = ask(app, cast, hours_ago=5)

    wait(app)

    assert invited(app, question) == []


def test_who_has_the_same_trouble_is_not_asked_how_to_end_it(app, cast):
    question = ask(app, cast, hours_ago=5)
    with site(app):
        threads.me_too(db.session.get_one(Question, question), by=db.session.get_one(Person, cast.bob.id))

    wait(app)

    assert "Bob" not in invited(app, question)
    assert "Eve" in invited(app, question)


def test_more_from_its_asker_is_no_answer_but_one_of_anybody_else_is(app, cast):
    more, answered = ask(app, cast, hours_ago=5), ask(app, cast, "Card declined abroad, again", hours_ago=5)
    factories.answer(app, more, cast.carla, "It also happened on the web.")
    factories.answer(app, answered, cast.gus, "Try another card.")

    wait(app)

    assert "Bob" in invited(app, more)
    assert invited(app, answered) == []


def test_an_answer_takes_the_other_invitations_back_without_a_word_and_credits_its_author(app, cast, browser):
    question = ask(app, cast, hours_ago=5)
    wait(app)
    assert "Can you help?" in browser.sign_in(cast.eve).get("/my/notices").text

    page = browser.sign_in(cast.bob).get(f"/my/invitations/{number(app, question, cast.bob)}")
    browser.submit(
        browser.get(page.link("Read and answer")), "/answers", body="Call your bank, then try again."
    )

    assert invited(app, question) == []
    assert "Can you help?" not in browser.sign_in(cast.eve).get("/my/notices").text
    assert (
        "It needs no answer from you any more."
        in browser.get(f"/my/invitations/{number(app, question, cast.eve)}").text
    )
    assert (
        "You answered one question when invited to." in browser.sign_in(cast.bob).get("/my/invitations").text
    )


@pytest.mark.parametrize("what", ["hidden", "solved", "reported"])
def test_a_question_that_needs_no_answer_any_more_takes_its_invitations_back(app, cast, what):
    question = ask(app, cast, hours_ago=5)
    wait(app)
    with site(app):
        found, mo = db.session.get_one(Question, question), db.session.get_one(Person, cast.mo.id)
        if what == "hidden":
            threads.hide(found, by=mo, because="Advertising.")
        elif what == "reported":
            threads.hide(found, by=None, because="Reported.")
        else:
            mine = threads.answer(found, db.session.get_one(Person, cast.carla.id), "Found it out myself.")
            threads.accept_solution(found, mine, by=mo)

    assert invited(app, question) == []


def test_a_private_group_s_question_invites_only_who_can_see_it(app, cast):
    with site(app):
        group = groups.make("Testers", "Who tries things.", "testers", "invitation", "en", _fresh(cast.root))
        for who in (cast.carla, cast.eve):
            put_in(group, who.id)
        space = db.session.query(Topic).filter_by(group_id=group.id).one()
        asked = clock.now() - timedelta(hours=5)
        words = "Card declined abroad on holiday", "It was refused in Italy."
        question = threads.ask(_fresh(cast.carla), space, "en", *words, created_at=asked).id

    wait(app)

    assert invited(app, question) == ["Eve"]


def test_an_admin_turns_it_off_or_lets_questions_wait_longer(app, cast):
    question = ask(app, cast, hours_ago=5)
    with site(app):
        root = db.session.get_one(Person, cast.root.id)
        choices.change({"routing.hours": "24"}, by=root)
    wait(app)
    assert invited(app, question) == []

    wait(app, 20)
    assert invited(app, question)

    other = ask(app, cast, "Card declined abroad in Peru", hours_ago=30)
    with site(app):
        choices.change({"routing.inviting": "0"}, by=db.session.get_one(Person, cast.root.id))
    wait(app, 21)
    assert invited(app, other) == []


def test_only_who_writes_the_question_s_language_is_asked(app, cast):
    with site(app):
        _fresh(cast.eve).language = "fr"
    question = ask(app, cast, "Kortet nekades utomlands, card declined abroad", lang="sv", hours_ago=5)
    french = ask(app, cast, "Carte refusée, card declined abroad", lang="fr", hours_ago=5)

    wait(app)

    assert invited(app, question) == []
    assert invited(app, french) == ["Eve"]
