"""Ana flags an article; it loses trust at once, and readers see that it is under review."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Invalid, NotAllowed, NotFound
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.flags import actions, policy, queries
from forum.flags.models import Flag
from forum.notifications.models import Notice
from forum.search import signals
from tests import factories
from tests.factories import site


def flagged(app, cast, number, reason="inaccurate", by=None):
    with site(app):
        return actions.flag(Target("article", number), by or cast.ana, reason, "The limit is 14 days.").id


def standing(app, number):
    with site(app):
        return signals.row(f"article:{number}")


def test_ana_flags_from_the_page_and_readers_see_a_notice(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)

    browser.submit(
        browser.get(f"/articles/{number}"), "Flag", reason="inaccurate", note="The limit is 14 days."
    )

    row = standing(app, number)
    assert row.trust == pytest.approx(0.3)
    assert row.under_review_since is not None
    page = browser.get(f"/articles/{number}")
    assert "The limit is 14 days." in page.text
    browser.sign_out()
    page = browser.get(f"/articles/{number}")
    assert "Part of it may be wrong." in page.text
    assert "Under review since" in page.text
    assert "The limit is 14 days." not in page.text
    assert "Flagged by" not in page.text
    with site(app):
        assert db.session.query(AuditEntry).filter_by(did="flagged", by_id=cast.ana.id).count() == 1


def test_unsafe_is_a_strong_warning(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number, "unsafe")

    page = browser.get(f"/articles/{number}")

    assert standing(app, number).unsafe
    assert "Following it may do harm" in page.text
    assert 'class="notice danger"' in page.html


def test_a_flag_needs_a_reason_and_a_sentence(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.ana)

    page = browser.submit(browser.get(f"/articles/{number}"), "Flag", reason="inaccurate", note=" ")

    assert page.status == 422
    assert "Say in a sentence what is wrong" in page.text
    assert standing(app, number).trust == 1.0


def test_customers_can_not_flag(app, cast, browser):
    number = factories.article(app, cast)
    browser.sign_in(cast.carla)
    token = dict(browser.get(f"/articles/{number}").form("Yes").fields)["csrf_token"]

    sent = {"csrf_token": token, "target": f"article:{number}", "reason": "unsafe", "note": "no"}
    assert browser.post("/flags", sent).status == 403
    with site(app), pytest.raises(NotAllowed):
        actions.flag(Target("article", number), cast.carla, "unsafe", "no")


def test_what_readers_can_not_see_can_not_be_flagged(app, cast):
    number = factories.article(app, cast, published=False)
    with site(app), pytest.raises(NotFound):
        actions.flag(Target("article", number), cast.ana, "outdated", "Old.")


def test_the_same_flag_twice_is_one(app, cast):
    number = factories.article(app, cast)
    assert flagged(app, cast, number) == flagged(app, cast, number)
    with site(app):
        again = actions.flag(Target("article", number), cast.ana, "inaccurate", "It is 14 days since May.")
        assert again.note == "It is 14 days since May."
        assert db.session.query(Flag).count() == 1


def test_ana_may_say_two_things_of_one_text_and_counts_once_with_the_worse(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number, "outdated")
    flagged(app, cast, number, "inaccurate")
    flagged(app, cast, number, "incomplete")

    assert standing(app, number).trust == pytest.approx(0.3)
    browser.sign_in(cast.ana)
    assert browser.get(f"/articles/{number}").text.count("Withdraw my flag") == 3


def test_two_people_weigh_more_than_one(app, cast):
    number = factories.article(app, cast)
    flagged(app, cast, number, "outdated")
    flagged(app, cast, number, "incomplete", by=cast.ada)

    assert standing(app, number).trust == pytest.approx(0.5 * 0.75)


def test_one_person_counts_once_a_document_with_the_worst(app, cast):
    from forum.threads import actions as threads
    from forum.topics import queries as topics

    factories.topic(app)
    with site(app):
        question = threads.ask(cast.carla, topics.by_slug("orders"), "en", "Which charger?", "Which one?")
        answers = [threads.answer(question, cast.bob, text) for text in ("Any one will do.", "A big one.")]
        actions.flag(Target("answer", answers[0].id), cast.ana, "inaccurate", "Not any.")
        actions.flag(Target("answer", answers[1].id), cast.ana, "incomplete", "Not big.")
        document = f"question:{question.id}"
    with site(app):
        assert signals.row(document).trust == pytest.approx(0.3)


def test_nobody_has_more_open_flags_than_the_limit(app, cast, monkeypatch):
    monkeypatch.setattr(app.config["SETTINGS"], "open_flags_max", 2)
    numbers = [factories.article(app, cast, f"Article {i}") for i in range(3)]
    flagged(app, cast, numbers[0])
    flagged(app, cast, numbers[1])

    with site(app), pytest.raises(Invalid):
        actions.flag(Target("article", numbers[2]), cast.ana, "outdated", "Old.")
    flagged(app, cast, numbers[2], by=cast.ada)


def test_a_flag_lapses_unless_somebody_confirms_it(app, cast, browser):
    lapsing, kept = factories.article(app, cast, "Lapses"), factories.article(app, cast, "Stays")
    flagged(app, cast, lapsing)
    flagged(app, cast, kept)
    browser.sign_in(cast.ada)
    browser.submit(browser.get(f"/flags/article:{kept}"), "Confirm")

    with clock.moved(timedelta(days=policy.LAPSE_DAYS, hours=1)), site(app):
        assert actions.lapse_old() == 1

    assert standing(app, lapsing).trust == 1.0
    assert standing(app, kept).trust == pytest.approx(0.3)
    with site(app):
        assert db.session.query(Notice).filter_by(kind="flag_lapsed", person_id=cast.ana.id).count() == 1


def test_nobody_confirms_their_own_flag(app, cast):
    number = factories.article(app, cast)
    flag = flagged(app, cast, number)
    with site(app), pytest.raises(NotAllowed):
        actions.confirm(db.session.get(Flag, flag), cast.ana)


def test_who_flagged_and_why_is_for_the_company(app, cast):
    number = factories.article(app, cast)
    flagged(app, cast, number)
    with site(app):
        seen = queries.open_on(f"article:{number}", GUEST)[f"article:{number}"]
        assert [(f.reason, f.by, f.note, f.by_id) for f in seen] == [("inaccurate", "", "", None)]
        with pytest.raises(NotFound):
            queries.log(Target("article", number), cast.carla)
