"""Staff are people: whoever wants to stands on the page of the team, with name, title and face."""

from __future__ import annotations

from forum.accounts import actions as accounts
from forum.accounts.models import Person
from forum.core import personal_data
from forum.core.db import db
from forum.topics.models import TopicMember
from tests import factories
from tests.factories import site


def test_ana_shows_herself_and_takes_it_back(app, cast, browser):
    topic = factories.topic(app)
    with site(app):
        db.session.get_one(Person, cast.ana.id).title = "Knows every parcel"
        db.session.add(TopicMember(topic_id=topic, person_id=cast.ana.id))
    assert "Ana" not in browser.get("/team").text

    page = browser.sign_in(cast.ana).get("/team")
    assert "You are shown here." in browser.submit(page, "/team/me").text

    page = browser.sign_out().get("/team")
    for words in ("Ana", "Knows every parcel", "Looks after: Orders"):
        assert words in page.text
    assert not page.has_form("/team/me")
    browser.submit(browser.sign_in(cast.ana).get("/team"), "/team/me")
    assert "Knows every parcel" not in browser.sign_out().get("/team").text


def test_nobody_else_decides_it_and_who_leaves_is_gone(app, cast, browser):
    assert (
        not browser.sign_in(cast.carla).get("/team").has_form("/team/me")
    )  # the door itself: tests/security
    for who in (cast.ana, cast.mo):
        browser.submit(browser.sign_in(who).get("/team"), "/team/me")
    with site(app):
        mo, root = (db.session.get_one(Person, who.id) for who in (cast.mo, cast.root))
        accounts.suspend(mo, root, "Left us.")
        db.session.get_one(Person, cast.ana.id).role = "customer"

    page = browser.sign_out().get("/team")

    assert "Nobody shows herself here yet" in page.text
    with site(app):
        entry = next(each for each in personal_data.everything() if each.table == "shown_on_team")
        assert entry.export(cast.ana.id)
        entry.erase(cast.ana.id)
        assert not entry.export(cast.ana.id)
