"""Mo reviews and publishes."""

from __future__ import annotations

import pytest

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.knowledge import actions, queries
from forum.knowledge.models import Revision
from forum.notifications.models import Notice
from tests import factories
from tests.factories import site


def edited(app, cast, number, state="in_review", **changes):
    with site(app):
        article = queries.article(number, cast.ana)
        text = {"title": "How do refunds work?", "summary": "", "body": "Within **60 days**."} | changes
        revision = actions.edit(article, cast.ana, queries.newest(number, cast.ana).number, **text)
        if state == "in_review":
            actions.submit(revision, cast.ana)
        return revision.number


def test_mo_approves_and_publishes_in_place(app, cast, browser):
    number = factories.article(app, cast)
    edited(app, cast, number)
    browser.sign_in(cast.mo)
    page = browser.get(f"/articles/{number}")
    assert "Waits for review" in page.text

    review = browser.get(page.link("Review it"))
    assert "<del>30</del>" in review.html
    assert "<ins>60</ins>" in review.html
    browser.submit(review, "Approve and publish")

    browser.sign_out()
    assert "60 days" in browser.get(f"/articles/{number}").text
    with site(app):
        states = [r.state for r in db.session.query(Revision).order_by(Revision.number)]
        assert states == ["superseded", "published"]
        notices = db.session.query(Notice).filter_by(person_id=cast.ana.id, kind="revision_published")
        assert {n.url for n in notices} == {f"/articles/{number}-how-do-refunds-work"}
        assert db.session.query(AuditEntry).filter_by(did="published", by_id=cast.mo.id).count() == 2


def test_mo_sends_it_back_with_a_reason_that_ana_reads(app, cast, browser):
    number = factories.article(app, cast)
    edited(app, cast, number)
    browser.sign_in(cast.mo)
    review = browser.get(f"/articles/{number}/revisions/2")

    refused = browser.submit(review, "Send back", because="")
    assert refused.status == 422
    browser.submit(refused, "Send back", because="Name the form that people must use")

    browser.sign_in(cast.ana)
    inbox = browser.get("/my/notices")
    assert "Name the form that people must use" in inbox.text
    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    assert "Name the form that people must use" in edit.text
    assert "60 days" in edit.html


def test_an_agent_may_not_publish(app, cast, browser):
    number = factories.article(app, cast)
    edited(app, cast, number)
    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/{number}/revisions/2")

    assert not page.has_form("publication")
    token = dict(page.form("Lay aside").fields)["csrf_token"]
    refused = browser.post(f"/articles/{number}/revisions/2/publication", {"csrf_token": token})
    assert refused.status == 403
    with site(app), pytest.raises(NotAllowed):
        actions.publish(queries.newest(number, cast.ana), cast.ana)


def test_a_new_title_moves_the_address_and_the_old_one_leads_there(app, cast, browser):
    number = factories.article(app, cast)
    edited(app, cast, number, title="Money back")
    assert browser.get(f"/articles/{number}-how-do-refunds-work").path.endswith("how-do-refunds-work")
    with site(app):
        actions.publish(queries.newest(number, cast.mo), cast.mo)

    assert browser.get(f"/articles/{number}-how-do-refunds-work").path == f"/articles/{number}-money-back"


def test_the_history_tells_who_changed_what_and_compares_any_two(app, cast, browser):
    number = factories.article(app, cast)
    edited(app, cast, number, because="New law")
    edited(app, cast, number, body="Within **90 days**.", because="Newer law")
    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/{number}-how-do-refunds-work/history")
    assert "New law" in page.text
    assert "Ana" in page.text

    changes = browser.submit(page, "Compare", **{"from": "1", "to": "3"})

    assert "<del>30</del>" in changes.html or "Send it back" in changes.html
    assert "<ins>90</ins>" in changes.html or "90 days" in changes.html


def test_an_earlier_text_can_be_brought_back(app, cast, browser):
    number = factories.article(app, cast)
    edited(app, cast, number)
    with site(app):
        actions.publish(queries.newest(number, cast.mo), cast.mo)
    browser.sign_in(cast.mo)

    page = browser.get(f"/articles/{number}-how-do-refunds-work/edit?from=1")
    browser.submit(page, "Publish now")

    browser.sign_out()
    assert "30 days" in browser.get(f"/articles/{number}").text


def test_search_is_told_of_every_change_of_what_is_public(app, cast):
    from forum.core.jobs import Job
    from forum.search import documents

    number = factories.article(app, cast)
    document = f"article:{number}"
    with site(app):
        assert [j.payload["document"] for j in db.session.query(Job).filter_by(kind="index")] == [document]
        assert documents.load([document])[document].body == "Send it back within 30 days."
    edited(app, cast, number)
    with site(app):
        assert documents.load([document])[document].body == "Send it back within 30 days."
        actions.archive(queries.article(number, cast.mo), cast.mo)
        assert db.session.query(Job).filter_by(kind="index").count() == 2
        assert documents.load([document]) == {}
