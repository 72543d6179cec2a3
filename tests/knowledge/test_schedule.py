"""Mo says when; the clock publishes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.accounts.models import Person
from forum.core import clock, timetable
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Invalid, NotAllowed
from forum.knowledge import actions, queries
from forum.notifications.models import Notice
from forum.schedule import SCHEDULE
from tests import factories
from tests.factories import site
from tests.knowledge.stage import changed, rules

HOUR = timedelta(hours=1)


def in_review(app, cast, number, body="Within **60 days**."):
    made = changed(app, cast, number, body)
    with site(app):
        actions.submit(queries.revision(number, made, cast.ana), cast.ana)
    return made


def tick(app):
    """What the worker does by the clock, now."""
    with site(app):
        timetable.tick([entry for entry in SCHEDULE if entry.name == "publish"])


def test_mo_chooses_a_moment_and_readers_get_it_then(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    browser.sign_in(cast.mo)
    review = browser.get(f"/articles/{number}/revisions/{made}")
    at = (clock.now() + HOUR).strftime("%Y-%m-%dT%H:%M")

    page = browser.submit(review, "Publish then", publish_at=at)

    assert "Will be published" in page.text
    browser.sign_out()
    tick(app)
    assert "30 days" in browser.get(f"/articles/{number}").text
    with clock.moved(HOUR + timedelta(minutes=1)):
        tick(app)
    assert "60 days" in browser.get(f"/articles/{number}").text
    with site(app):
        assert queries.revision(number, made, cast.mo).published_by_id == cast.mo.id
        assert db.session.query(AuditEntry).filter_by(did="scheduled", by_id=cast.mo.id).count() == 1


def test_a_moment_that_is_over_is_refused(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    browser.sign_in(cast.mo)
    review = browser.get(f"/articles/{number}/revisions/{made}")

    for at in ((clock.now() - HOUR).strftime("%Y-%m-%dT%H:%M"), "soon", "2999-01-01T00:00"):
        page = browser.submit(review, "Publish then", publish_at=at)
        assert page.status == 422
        assert "still to come" in page.text
    with site(app), pytest.raises(Invalid):
        actions.schedule(queries.revision(number, made, cast.mo), cast.mo, clock.now() - HOUR)


def test_agents_schedule_nothing(app, cast):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    with site(app), pytest.raises(NotAllowed):
        actions.schedule(queries.revision(number, made, cast.ana), cast.ana, clock.now() + HOUR)


def test_with_three_steps_only_what_was_approved_gets_a_moment(app, cast):
    number = factories.article(app, cast)
    rules(app, steps=3)
    made = in_review(app, cast, number)
    with site(app):
        revision = queries.revision(number, made, cast.mo)
        with pytest.raises(NotAllowed):
            actions.schedule(revision, cast.mo, clock.now() + HOUR)
        actions.approve(revision, cast.root)
        actions.schedule(revision, cast.mo, clock.now() + HOUR)


def test_a_newer_draft_does_not_take_the_place_of_what_is_scheduled(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    with site(app):
        actions.schedule(queries.revision(number, made, cast.mo), cast.mo, clock.now() + HOUR)
    changed(app, cast, number, "Within 90 days, perhaps.")
    assert f"Revision {made} will be published" in browser.sign_in(cast.ana).get(f"/articles/{number}").text

    with clock.moved(2 * HOUR):
        tick(app)

    browser.sign_out()
    assert "60 days" in browser.get(f"/articles/{number}").text
    with site(app):
        assert queries.newest(number, cast.mo).state == "draft"


def test_publishing_a_newer_text_takes_the_earlier_moment_away(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    with site(app):
        actions.schedule(queries.revision(number, made, cast.mo), cast.mo, clock.now() + HOUR)
    newer = changed(app, cast, number, "Within 90 days.")
    with site(app):
        actions.publish(queries.revision(number, newer, cast.mo), cast.mo)

    with clock.moved(2 * HOUR):
        tick(app)

    assert "90 days" in browser.get(f"/articles/{number}").text


def test_mo_takes_the_date_off(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    with site(app):
        actions.schedule(queries.revision(number, made, cast.mo), cast.mo, clock.now() + HOUR)
    browser.sign_in(cast.mo)

    page = browser.submit(browser.get(f"/articles/{number}/revisions/{made}"), "Take the date off")

    assert "Will be published" not in page.text
    with clock.moved(2 * HOUR):
        tick(app)
    browser.sign_out()
    assert "30 days" in browser.get(f"/articles/{number}").text


def test_who_lost_the_permission_publishes_nothing_and_the_author_is_told(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    with site(app):
        actions.schedule(queries.revision(number, made, cast.mo), cast.mo, clock.now() + HOUR)
        db.session.get_one(Person, cast.mo.id).role = "customer"

    with clock.moved(2 * HOUR):
        tick(app)

    assert "30 days" in browser.get(f"/articles/{number}").text
    with site(app):
        revision = queries.revision(number, made, cast.root)
        assert (revision.state, revision.publish_at) == ("approved", None)
        assert (
            db.session.query(Notice).filter_by(person_id=cast.ana.id, kind="revision_not_published").count()
            == 1
        )


def test_an_archived_article_is_not_published_by_the_clock(app, cast, browser):
    number = factories.article(app, cast)
    made = in_review(app, cast, number)
    with site(app):
        actions.schedule(queries.revision(number, made, cast.mo), cast.mo, clock.now() + HOUR)
        actions.archive(queries.article(number, cast.mo), cast.mo)

    with clock.moved(2 * HOUR):
        tick(app)

    with site(app):
        assert queries.revision(number, made, cast.mo).state == "approved"
