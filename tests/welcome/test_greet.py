"""A first post: others are asked to be kind, its author is told what happens next, and gentle rules stand by the forms."""

from __future__ import annotations

from forum.core import choices
from forum.core.db import db
from forum.notifications.models import Notice
from forum.threads.models import Answer, Question
from tests import factories
from tests.factories import site

KIND = "please be kind"


def notices(app, person):
    with app.app_context():
        found = db.session.query(Notice.kind).filter_by(person_id=person.id).order_by(Notice.id)
        return [kind for (kind,) in found if kind.startswith("welcome")]


def test_carla_s_first_question_is_marked_for_others_and_her_second_is_not(app, cast, browser):
    first, second = (factories.question(app, cast.carla, title) for title in ("My first", "My second"))

    assert KIND in browser.get(f"/questions/{first}-x").text
    assert KIND not in browser.get(f"/questions/{second}-x").text
    assert notices(app, cast.carla) == ["welcome_question"]
    inbox = browser.sign_in(cast.carla).get("/my/notices").text
    assert "Welcome! Others can read “My first” now." in inbox
    old = factories.question(app, cast.dan, "His first, last month", hours_ago=31 * 24)
    assert KIND not in browser.get(f"/questions/{old}-x").text


def test_bob_s_first_answer_is_marked_unless_he_asked_before(app, cast, browser):
    question = factories.question(app, cast.ana)
    bob, bob_again, ana = (factories.answer(app, question, who) for who in (cast.bob, cast.bob, cast.ada))

    assert browser.get(f"/questions/{question}-x").text.count(KIND) == 1
    assert notices(app, cast.bob) == ["welcome_answer"]
    assert notices(app, cast.ada) == []  # of the company
    factories.question(app, cast.carla)
    factories.answer(app, question, cast.carla)
    assert notices(app, cast.carla) == ["welcome_question"]
    with app.app_context():
        marked = db.session.query(Answer.id).filter_by(first_post=True).order_by(Answer.id).all()
        assert [number for (number,) in marked] == [bob]
        assert db.session.get_one(Answer, bob).version == db.session.get_one(Answer, bob_again).version
        assert not db.session.get_one(Question, question).first_post
    assert ana


def test_gentle_rules_stand_beside_the_forms_of_who_is_new_alone(app, cast, browser):
    question = factories.question(app, cast.carla)
    address = f"/questions/{question}-x"
    assert "Leave out names, card and order numbers" in browser.get("/ask").text
    assert "Say what to do, step by step." in browser.sign_in(cast.bob).get(address).text
    known = cast.make("known", trust=1)
    for path in ("/ask", address):
        assert "Be kind: people here help" not in browser.sign_in(known).get(path).text
        assert "Be kind: people here help" not in browser.sign_in(cast.ana).get(path).text


def test_an_admin_writes_the_rules_anew_for_each_language(app, cast, browser):
    with site(app):
        choices.change({"welcome.rules_en": "Our first rule.\n\n<b>Our</b> second."}, by=cast.root)

    page = browser.sign_in(cast.bob).get("/ask")

    assert "Our first rule." in page.text
    assert "<b>Our</b> second." in page.text  # words, no HTML
    assert "Leave out names" not in page.text
    page = browser.submit(page, "/language", button="Svenska")
    assert "Our first rule." not in page.text
