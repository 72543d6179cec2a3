"""Writing, reviewing and publishing are three permissions; how many steps a text takes, its topic says."""

from __future__ import annotations

import pytest

from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
from tests import factories
from tests.factories import site
from tests.knowledge.stage import changed, rules


def submitted(app, cast, number):
    made = changed(app, cast, number)
    with site(app):
        actions.submit(queries.revision(number, made, cast.ana), cast.ana)
    return made


def test_with_one_step_ana_publishes_what_she_wrote(app, cast, browser):
    rules(app, steps=1)
    browser.sign_in(cast.ana)

    page = browser.submit(
        browser.get("/articles/new"),
        "Publish now",
        lang="en",
        topic="orders",
        title="Where is it?",
        body="Look.",
    )

    assert "Published" in page.text
    browser.sign_out()
    with site(app):
        number = db.session.query(Article).one().id
    assert browser.get(f"/articles/{number}").status == 200


def test_with_two_steps_ana_hands_in_and_mo_publishes(app, cast, browser):
    number = factories.article(app, cast)
    made = submitted(app, cast, number)
    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/{number}/revisions/{made}")
    assert not page.has_form("publication")
    assert not page.has_form("approval")
    assert "Somebody else reviews it" in page.text
    assert not browser.get(f"/articles/{number}-how-do-refunds-work/edit").has_form("Publish now")

    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/articles/{number}/revisions/{made}"), "Approve and publish")

    browser.sign_out()
    assert "60 days" in browser.get(f"/articles/{number}").text


def test_with_two_steps_agents_publish_where_agents_may_review(app, cast):
    number = factories.article(app, cast)
    rules(app, review_role="agent")
    made = submitted(app, cast, number)
    with site(app):
        revision = queries.revision(number, made, cast.ada)
        actions.approve(revision, cast.ada)
        actions.publish(revision, cast.ada)
        assert queries.published(queries.article(number, cast.ada), cast.ada).number == made


def test_with_three_steps_nobody_publishes_what_nobody_approved(app, cast, browser):
    number = factories.article(app, cast)
    rules(app, steps=3)
    made = submitted(app, cast, number)
    browser.sign_in(cast.mo)
    page = browser.get(f"/articles/{number}/revisions/{made}")
    assert not page.has_form("publication")
    with site(app), pytest.raises(NotAllowed):
        actions.publish(queries.revision(number, made, cast.mo), cast.mo)

    approved = browser.submit(page, "approval")
    browser.submit(approved, "Publish now")

    browser.sign_out()
    assert "60 days" in browser.get(f"/articles/{number}").text


def test_with_three_steps_mo_does_not_review_his_own_words(app, cast):
    number = factories.article(app, cast)
    rules(app, steps=3)
    with site(app):
        article = queries.article(number, cast.mo)
        made = actions.edit(article, cast.mo, 1, "Refunds", "", "Mo's own words.")
        actions.submit(made, cast.mo)
        with pytest.raises(NotAllowed):
            actions.approve(made, cast.mo)
        with pytest.raises(NotAllowed):
            actions.reject(made, cast.mo, "No.")
        actions.approve(made, cast.root)
        actions.publish(made, cast.mo)  # approved by somebody else: publishing is his


def test_with_three_steps_the_three_permissions_are_three_peoples(app, cast):
    number = factories.article(app, cast)
    rules(app, steps=3, review_role="agent", publish_role="admin")
    made = submitted(app, cast, number)
    with site(app):
        revision = queries.revision(number, made, cast.ada)
        actions.approve(revision, cast.ada)
        for somebody in (cast.ana, cast.ada, cast.mo):
            with pytest.raises(NotAllowed):
                actions.publish(revision, somebody)
        actions.publish(revision, cast.root)


def test_who_may_not_write_in_a_topic_is_offered_others(app, cast, browser):
    rules(app, write_role="moderator")
    factories.topic(app, "cards", "Cards")
    browser.sign_in(cast.ana)
    page = browser.get("/articles/new")
    assert "Cards" in page.text
    assert '<option value="orders"' not in page.html

    refused = browser.submit(page, "Hand in", lang="en", topic="orders", title="Sneaked in", body="Text.")

    assert refused.status == 403
    with site(app):
        assert db.session.query(Article).count() == 0


def test_where_she_may_not_write_an_agent_moves_nothing_in(app, cast):
    number = factories.article(app, cast, published=False)
    other = factories.topic(app, "cards", "Cards")
    with site(app):
        from forum.topics.models import Topic

        db.session.get_one(Topic, other).write_role = "admin"
    with site(app):
        from forum.topics import queries as topics

        with pytest.raises(NotAllowed):
            actions.move(queries.article(number, cast.ana), topics.by_slug("cards"), cast.ana)
