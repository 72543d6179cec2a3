"""Two people edit at once: the second one gets both texts in one form, and nothing is lost."""

from __future__ import annotations

from forum.core import drafts
from forum.core.db import db
from forum.knowledge import queries
from forum.knowledge.models import Revision
from tests import factories
from tests.factories import site
from tests.pages import Browser

BODY = "First, ask.\n\nThen wait.\n\nThen write to us."


def both_open(app, cast):
    """Ana and Ada have the form open; their browsers and forms."""
    number = factories.article(app, cast, body=BODY, phrasings=["money back"])
    anas, adas = Browser(app).sign_in(cast.ana), Browser(app).sign_in(cast.ada)
    path = f"/articles/{number}-how-do-refunds-work/edit"
    return number, anas, anas.get(path), adas, adas.get(path)


def field(page, name):
    return dict(page.form("Save as draft").fields)[name]


def test_changes_in_different_places_come_joined_and_one_press_saves_them(app, cast):
    number, anas, anas_form, adas, adas_form = both_open(app, cast)
    anas.submit(
        anas_form, "Save as draft", body=BODY.replace("ask.", "ask Ana."), phrasings="money back\nrefund"
    )

    conflict = adas.submit(
        adas_form,
        "Save as draft",
        title="How do I get my money back?",
        body=BODY.replace("write to us.", "write to Ada."),
        phrasings="chargeback",
        because="Ada's reason",
    )

    assert conflict.status == 409
    assert "Ana saved revision 2 while you were writing" in conflict.text
    assert "fit together" in conflict.text
    both = "First, ask Ana.\n\nThen wait.\n\nThen write to Ada."
    assert field(conflict, "body") == both
    assert field(conflict, "title") == "How do I get my money back?"
    assert field(conflict, "because") == "Ada's reason"
    adas.submit(conflict, "Save as draft")
    with site(app):
        newest = queries.newest(number, cast.ana)
        assert (newest.number, newest.body, newest.author_id) == (3, both, cast.ada.id)
        assert sorted(newest.phrasings) == ["chargeback", "refund"]  # Ada took the first one out


def test_the_page_shows_base_theirs_and_mine(app, cast):
    _number, anas, anas_form, adas, adas_form = both_open(app, cast)
    anas.submit(anas_form, "Save as draft", body=BODY.replace("wait.", "wait a week."))

    conflict = adas.submit(adas_form, "Save as draft", body=BODY.replace("wait.", "wait a month."))

    assert "Then wait." in conflict.html
    assert "<ins>" in conflict.html
    assert "a week" in conflict.text
    assert "a month" in conflict.text
    assert "2 unchanged lines" in conflict.text


def test_changes_of_the_same_words_stand_between_marks_that_have_to_go(app, cast):
    number, anas, anas_form, adas, adas_form = both_open(app, cast)
    anas.submit(anas_form, "Save as draft", body=BODY.replace("wait.", "wait a week."))
    conflict = adas.submit(adas_form, "Save as draft", body=BODY.replace("wait.", "wait a month."))
    held = field(conflict, "body")
    assert "Then wait a week." in held
    assert "Then wait a month." in held
    assert "You both changed the same words" in conflict.text

    refused = adas.submit(conflict, "Save as draft")

    assert refused.status == 422
    assert "take the marks out" in refused.text
    assert field(refused, "body") == held
    adas.submit(refused, "Save as draft", body=BODY.replace("wait.", "wait a week or a month."))
    with site(app):
        assert "a week or a month" in queries.newest(number, cast.ana).body


def test_a_title_that_both_changed_is_told(app, cast):
    _number, anas, anas_form, adas, adas_form = both_open(app, cast)
    anas.submit(anas_form, "Save as draft", title="Ana's title")

    conflict = adas.submit(adas_form, "Save as draft", title="Ada's title")

    assert field(conflict, "title") == "Ada's title"
    assert "Title as Ana saved it: Ana's title" in conflict.text


def test_a_title_that_only_one_changed_is_taken(app, cast):
    _number, anas, anas_form, adas, adas_form = both_open(app, cast)
    anas.submit(anas_form, "Save as draft", title="Ana's title", summary="Ana's summary")

    conflict = adas.submit(adas_form, "Save as draft", body=BODY.replace("ask.", "ask Ada."))

    assert (field(conflict, "title"), field(conflict, "summary")) == ("Ana's title", "Ana's summary")
    assert "fit together" in conflict.text


def test_who_closes_the_page_finds_the_text_again(app, cast):
    number, anas, anas_form, adas, adas_form = both_open(app, cast)
    anas.submit(anas_form, "Save as draft", body=BODY.replace("ask.", "ask Ana."))
    adas.submit(adas_form, "Save as draft", body=BODY.replace("write to us.", "write to Ada."))

    later = Browser(app).sign_in(cast.ada)
    again = later.get(f"/articles/{number}-how-do-refunds-work/edit")

    assert "Going on with what you had typed" in again.text
    assert "write to Ada" in field(again, "body")
    joined = later.submit(again, "Save as draft")  # and still meets Ana's text
    assert joined.status == 409
    later.submit(joined, "Save as draft")
    with site(app):
        assert "ask Ana" in queries.newest(number, cast.ana).body
        assert drafts.find(cast.ada.id, f"article:{number}") == {}


def test_a_form_that_names_no_revision_loses_nothing_either(app, cast):
    number, _anas, _anas_form, adas, adas_form = both_open(app, cast)

    conflict = adas.submit(adas_form, "Save as draft", body="Quite another text.", based_on="77")

    assert conflict.status == 409
    assert "Quite another text." in field(conflict, "body")
    assert "First, ask." in field(conflict, "body")
    with site(app):
        assert db.session.query(Revision).filter_by(article_id=number).count() == 1
