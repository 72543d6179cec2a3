"""Ana writes and edits; nothing she or anybody typed is lost."""

from __future__ import annotations

import pytest

from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotAllowed
from forum.knowledge import actions, queries
from forum.knowledge.models import Article, Revision
from tests import factories
from tests.factories import site


def test_ana_writes_an_article_and_hands_it_in(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.ana)

    page = browser.submit(
        browser.get("/articles/new"),
        "Hand in",
        lang="en",
        topic="orders",
        title="Where is my parcel?",
        summary="Follow the link in the mail.",
        body="Look at the *tracking* page.",
        phrasings="track my order\nparcel lost\n\nTrack my order",
    )

    assert "Handed in" in page.text
    with site(app):
        revision = db.session.query(Revision).one()
        assert revision.state == "in_review"
        assert revision.phrasings == ["Track my order", "parcel lost"]
        assert "<em>tracking</em>" in revision.body_html


def test_pressing_twice_makes_one_article(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.ana)
    form = browser.get("/articles/new")

    for _ in range(2):
        browser.submit(form, "Save as draft", lang="en", topic="orders", title="Twice?", body="Once.")

    with site(app):
        assert db.session.query(Article).count() == 1


def test_a_refused_form_says_why_and_keeps_what_was_typed(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.ana)

    page = browser.submit(
        browser.get("/articles/new"), "Hand in", lang="en", topic="orders", title="", body="My long text"
    )

    assert page.status == 422
    assert "Give it a title." in page.text
    assert "My long text" in page.html


def test_an_edit_is_a_new_revision_and_readers_keep_the_old_text(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)

    page = browser.submit(
        browser.get(f"/articles/{number}-how-do-refunds-work/edit"),
        "Save as draft",
        body="Send it back within 60 days.",
        because="The policy changed",
    )

    assert "Saved as a draft" in page.text
    browser.sign_out()
    assert "30 days" in browser.get(f"/articles/{number}").text


def test_two_edit_at_once_and_both_texts_survive(app, cast, browser):
    number = factories.article(app, cast)
    anas, adas = browser.sign_in(cast.ana), factories_browser(app).sign_in(cast.ada)
    anas_form = anas.get(f"/articles/{number}-how-do-refunds-work/edit")
    adas_form = adas.get(f"/articles/{number}-how-do-refunds-work/edit")
    anas.submit(anas_form, "Save as draft", body="Send it back within 60 days, says Ana.")

    conflict = adas.submit(adas_form, "Save as draft", body="Send it back within 14 days, says Ada.")

    assert conflict.status == 409
    assert "says Ana" in conflict.html
    assert "says Ada" in conflict.html
    saved = adas.submit(conflict, "Save as draft", body="60 days says Ana, 14 says Ada.")
    assert "Saved as a draft" in saved.text
    with site(app):
        bodies = [r.body for r in db.session.query(Revision).order_by(Revision.number)]
        assert bodies[1:] == ["Send it back within 60 days, says Ana.", "60 days says Ana, 14 says Ada."]


def factories_browser(app):
    from tests.pages import Browser

    return Browser(app)


def test_the_conflict_names_base_theirs_and_mine(app, cast):
    number = factories.article(app, cast)
    with site(app):
        article = queries.article(number, cast.ana)
        actions.edit(article, cast.ana, 1, "Refunds", "", "Ana's text")
        with pytest.raises(Conflict) as conflict:
            actions.edit(article, cast.ada, 1, "Refunds", "", "Ada's text", ["x"])

    details = conflict.value.details
    assert details["base"].number == 1
    assert details["theirs"].body == "Ana's text"
    assert details["mine"] == {"title": "Refunds", "summary": "", "body": "Ada's text", "phrasings": ["x"]}


def test_the_same_text_sent_twice_is_one_revision(app, cast):
    number = factories.article(app, cast)
    with site(app):
        article = queries.article(number, cast.ana)
        first = actions.edit(article, cast.ana, 1, "Refunds", "", "Ana's text")
        assert actions.edit(article, cast.ana, 1, "Refunds", "", "Ana's text") is first


def test_what_ana_typed_and_did_not_save_is_there_when_she_comes_back(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)
    form = browser.get(f"/articles/{number}-how-do-refunds-work/edit").form("Save as draft")
    token = dict(form.fields)["csrf_token"]
    browser.post(
        f"/drafts/article:{number}",
        {"csrf_token": token, "title": "T", "body": "Half a sentence", "based_on": "1"},
    )

    page = browser.get(f"/articles/{number}-how-do-refunds-work/edit")

    assert "Half a sentence" in page.html
    browser.submit(page, "Save as draft")
    assert "Half a sentence" not in browser.get("/articles/new").html
    with site(app):
        assert queries.newest(number, cast.ana).body == "Half a sentence"


def test_a_family_has_each_language_once(app, cast):
    number = factories.article(app, cast)
    with site(app):
        from forum.topics import queries as topics

        original = queries.article(number, cast.ana)
        with pytest.raises(Invalid) as refused:
            actions.write(cast.ana, topics.by_slug("orders"), "en", "Again", "", "Text", family_of=original)
    assert "lang" in refused.value.errors


def test_customers_may_not_write_or_edit(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.carla)

    assert browser.get("/articles/new").status == 403
    assert browser.get(f"/articles/{number}-how-do-refunds-work/edit").status == 403
    assert "Flag as wrong" not in browser.get(f"/articles/{number}").text
    with site(app), pytest.raises(NotAllowed):
        actions.edit(queries.article(number, cast.ana), cast.carla, 1, "x", "", "y")


def test_the_preview_shows_what_readers_will_see(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.ana)
    token = dict(browser.get("/articles/new").form("Save as draft").fields)["csrf_token"]

    page = browser.post("/articles/preview", {"csrf_token": token, "body": "**bold** <script>x</script>"})

    assert "<strong>bold</strong>" in page.html
    assert "<script" not in page.html


def test_the_preview_works_without_script_and_saves_nothing(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)
    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")

    page = browser.submit(edit, "Save as draft", button="Preview", body="Within **60 days**.")

    assert "<strong>60 days</strong>" in page.html
    assert "Within **60 days**." in page.html
    with site(app):
        assert db.session.query(Revision).count() == 1
    new = browser.submit(browser.get("/articles/new"), "Save as draft", button="Preview", body="*new*")
    assert "<em>new</em>" in new.html
