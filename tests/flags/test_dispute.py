"""Ada says that Ana's flag is wrong. A moderator decides; until then the flag counts."""

from __future__ import annotations

import pytest

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.core.targets import Target
from forum.flags import actions, queries
from forum.flags.models import Flag
from forum.notifications.models import Notice
from forum.search import signals
from tests import factories
from tests.factories import site
from tests.pages import Browser

WHY = "It is 30 days since May."


@pytest.fixture
def article(app, cast):
    """An article that Ana flagged."""
    number = factories.article(app, cast)
    with site(app):
        actions.flag(Target("article", number), cast.ana, "inaccurate", "The limit is 14 days.")
    return number


def flag_of(app):
    with site(app):
        return db.session.query(Flag).one().id


def disputed(app, by):
    with site(app):
        actions.dispute(db.session.query(Flag).one(), by, WHY)


def trust(app, article):
    with site(app):
        return signals.row(f"article:{article}").trust


def told(app, kind):
    with site(app):
        return sorted(n.person_id for n in db.session.query(Notice).filter_by(kind=kind))


def test_ada_disagrees_from_the_page_and_a_moderator_is_called(app, cast, browser, article):
    browser.sign_in(cast.ada)
    page = browser.submit(browser.get(f"/articles/{article}"), "Hand it to a moderator", because=WHY)
    assert "A moderator decides." in page.text
    assert "Disputed" in page.text
    assert f"Ada disagrees: {WHY}" in page.text
    assert trust(app, article) == pytest.approx(0.3)
    inbox = Browser(app).sign_in(cast.mo).get("/my/notices")
    assert f"Ada disputes a flag on “How do refunds work?”: {WHY} Please decide." in inbox.text
    opened = Browser(app).sign_in(cast.mo).get(inbox.link("Please decide."))
    assert opened.path.startswith(f"/flags/article:{article}#flag-")
    assert "Ada disputes your flag" in Browser(app).sign_in(cast.ana).get("/my/notices").text
    with site(app):
        entry = db.session.query(AuditEntry).filter_by(did="disputed the flag on").one()
        assert (entry.by_id, entry.because) == (cast.ada.id, WHY)


def test_a_dispute_needs_a_reason(app, cast, browser, article):
    browser.sign_in(cast.ada)
    refused = browser.submit(browser.get(f"/flags/article:{article}"), "Hand it to a moderator", because=" ")
    assert refused.status == 422
    assert "A moderator decides by what you say here." in refused.text
    with site(app):
        assert db.session.query(Flag).one().disputed_at is None


def test_mo_finds_the_text_right_and_both_learn_of_it(app, cast, browser, article):
    disputed(app, cast.ada)
    browser.sign_in(cast.mo)
    assert "Disputed" in browser.get("/flags?state=disputed").text
    browser.submit(browser.get(f"/flags/article:{article}"), "Close the flag", because="Ada is right.")
    assert trust(app, article) == 1.0
    assert told(app, "flag_rejected") == [cast.ana.id]
    assert "No such flags" in browser.get("/flags?state=disputed").text


def test_mo_finds_the_flag_right_and_it_lapses_no_more(app, cast, browser, article):
    disputed(app, cast.ada)
    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/flags/article:{article}"), "The flag is right")
    with site(app):
        flag = db.session.query(Flag).one()
        assert (flag.disputed, flag.confirmed_by_id, flag.lapses_at) == (False, cast.mo.id, None)
    assert told(app, "flag_upheld") == [cast.ada.id]
    assert trust(app, article) == pytest.approx(0.3)


def test_while_it_is_disputed_agents_neither_confirm_nor_dispute_it_again(app, cast, article):
    disputed(app, cast.ada)
    third = cast.make("kim", role="agent")
    for deed in (lambda f: actions.confirm(f, third), lambda f: actions.dispute(f, third, WHY)):
        with site(app), pytest.raises(NotAllowed):
            deed(db.session.query(Flag).one())


def test_nobody_disputes_their_own_flag_or_one_they_confirmed(app, cast, article):
    with site(app), pytest.raises(NotAllowed):
        actions.dispute(db.session.query(Flag).one(), cast.ana, WHY)
    with site(app):
        actions.confirm(db.session.query(Flag).one(), cast.ada)
    with site(app), pytest.raises(NotAllowed):
        actions.dispute(db.session.query(Flag).one(), cast.ada, WHY)


def test_a_confirmed_flag_can_be_disputed_by_a_third(app, cast, article):
    third = cast.make("kim", role="agent")
    with site(app):
        actions.confirm(db.session.query(Flag).one(), cast.ada)
    disputed(app, third)
    with site(app):
        assert db.session.query(Flag).one().disputed


def test_whoever_disputed_does_not_settle_it_as_right(app, cast, article):
    disputed(app, cast.mo)
    with site(app), pytest.raises(NotAllowed):
        actions.confirm(db.session.query(Flag).one(), cast.mo)


def test_the_queue_shows_what_waits_for_a_decision(app, cast, browser, article):
    other = factories.article(app, cast, "Another")
    disputed(app, cast.ada)
    with site(app):
        actions.flag(Target("article", other), cast.ana, "outdated", "Old.")
    with site(app):
        assert [w.document for w in queries.queue(1, cast.mo, disputed=True)] == [f"article:{article}"]
        assert len(queries.queue(1, cast.mo)) == 2
    page = browser.sign_in(cast.mo).get("/moderation?reason=disputed")
    assert "How do refunds work?" in page.text
    assert "Another" not in page.text


def test_customers_do_not_dispute(app, cast, browser, article):
    browser.sign_in(cast.carla)
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    assert browser.post(f"/flags/{flag_of(app)}/dispute", {"csrf_token": token, "because": WHY}).status == 403
