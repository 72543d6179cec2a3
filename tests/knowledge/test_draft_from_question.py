"""From the solved question Mo drafts an article in one step."""

from __future__ import annotations

import pytest

from forum.core.db import db
from forum.core.errors import Invalid
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.topics import queries as topics
from tests import factories
from tests.factories import site


def solved_question(app, cast):
    factories.topic(app, "cards", "Cards")
    with site(app):
        question = threads.ask(
            cast.carla, topics.by_slug("cards"), "en", "Card declined abroad?", "In Lisbon it said no."
        )
        answer = threads.answer(
            question, cast.bob, "Switch on **purchases abroad** in the app.\n\nThen wait."
        )
        threads.accept_solution(question, answer, cast.carla)
        return question.id


def test_the_draft_has_title_words_text_topic_and_credit(app, cast, browser):
    number = solved_question(app, cast)
    browser.sign_in(cast.mo)
    page = browser.get("/articles/new")
    token = dict(page.form("Save as draft").fields)["csrf_token"]

    edit = browser.post("/articles/from-question", {"csrf_token": token, "question": str(number)})

    assert edit.status == 200
    assert "Switch on **purchases abroad**" in edit.html
    browser.submit(edit, "Publish now", title="Card declined abroad: what to do")
    browser.sign_out()
    with site(app):
        article = db.session.query(Article).one()
        assert article.topic_id == topics.by_slug("cards").id
        assert db.session.get(Question, number).article_id == article.id
        assert queries.newest(article.id, cast.mo).phrasings == ["Card declined abroad?"]
    read = browser.get(f"/articles/{article.id}")
    assert "Card declined abroad?" in read.text
    assert "Solved by Bob." in read.text
    assert f"/questions/{number}-" in read.html


def test_asked_for_twice_it_is_one_draft(app, cast):
    number = solved_question(app, cast)
    with site(app):
        question = db.session.get(Question, number)
        first = actions.draft_from_question(question, cast.mo)
        assert actions.draft_from_question(question, cast.ana) is first
        assert db.session.get(Question, number).article_id is None


def test_an_unsolved_question_makes_no_article(app, cast):
    number = solved_question(app, cast)
    with site(app):
        question = db.session.get(Question, number)
        threads.unaccept_solution(question, cast.carla)
        with pytest.raises(Invalid):
            actions.draft_from_question(question, cast.mo)


def test_a_hidden_question_is_not_named_by_its_article(app, cast, browser):
    number = solved_question(app, cast)
    with site(app):
        article = actions.draft_from_question(db.session.get(Question, number), cast.mo)
        actions.publish(queries.newest(article.id, cast.mo), cast.mo)
        article_id = article.id
        threads.hide(db.session.get(Question, number), cast.mo, because="private")

    page = browser.get(f"/articles/{article_id}")

    assert page.status == 200
    assert f"/questions/{number}" not in page.html
    assert "Bob" not in page.text
