"""Mo settles flags: a corrected text, or a reason why it stays. The trust comes back."""

from __future__ import annotations

import pytest

from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.core.targets import Target
from forum.flags import actions, queries
from forum.flags.models import Flag
from forum.search import readers, signals
from forum.search.models import Hit
from tests import factories
from tests.factories import site


def flagged(app, cast, number, reason="inaccurate", by=None):
    with site(app):
        return actions.flag(Target("article", number), by or cast.ana, reason, "The limit is 14 days.").id


def unticked(page, *, but=()):
    """Take the ticks off all flags of the form, but those."""
    names = [name for name, _ in page.form("Publish now").fields if name.startswith("mends_")]
    return {
        name: None
        for name in names
        if name.removeprefix("mends_") not in map(str, but) and name != "mends_of"
    }


def trust(app, number):
    with site(app):
        return signals.row(f"article:{number}").trust


def test_publishing_a_revision_that_mends_closes_the_flags(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number)
    browser.sign_in(cast.mo)
    page = browser.get(f"/articles/{number}")

    edit = browser.get(page.link("Correct it"))
    browser.submit(edit, "Publish now", body="Within 14 days.", because="The limit was wrong")

    assert trust(app, number) == 1.0
    browser.sign_out()
    read = browser.get(f"/articles/{number}")
    assert "14 days" in read.text
    assert "Under review" not in read.text
    inbox = browser.sign_in(cast.ana).get("/my/notices")
    assert "Mo corrected “How do refunds work?”, which you had flagged." in inbox.text
    with site(app):
        flag = db.session.query(Flag).one()
        assert (flag.outcome, flag.because, flag.closed_by_id) == (
            "mended",
            "The limit was wrong",
            cast.mo.id,
        )


def test_any_newer_text_closes_the_flags_of_the_older(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number)
    browser.sign_in(cast.ana)
    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    browser.submit(edit, "Hand in for review", body="Within 14 days.")
    assert trust(app, number) == pytest.approx(0.3)

    browser.sign_out().sign_in(cast.mo)
    browser.submit(browser.get("/moderation/reviews"), "Approve and publish")

    assert trust(app, number) == 1.0


def test_a_revision_that_mends_something_else_leaves_them_open(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number)
    browser.sign_in(cast.mo)

    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    browser.submit(edit, "Publish now", body="A comma, moved.", **unticked(edit))

    assert trust(app, number) == pytest.approx(0.3)


def test_a_revision_closes_the_flags_it_says_it_mends_and_no_others(app, cast, browser):
    number = factories.article(app, cast)
    mended, stays = flagged(app, cast, number), flagged(app, cast, number, "incomplete", by=cast.ada)
    browser.sign_in(cast.ana)
    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    browser.submit(edit, "Hand in for review", body="Within 14 days.", **{f"mends_{stays}": None})
    later = flagged(app, cast, number, "outdated", by=cast.ada)

    browser.sign_out().sign_in(cast.mo)
    review = browser.get(browser.get(f"/articles/{number}").link("Review it"))
    assert review.text.count("Mended by this") == 1
    browser.submit(review, "Approve and publish")

    assert outcomes(app) == {mended: "mended", stays: "", later: ""}
    assert trust(app, number) == pytest.approx(0.5)


def test_a_corrected_typo_leaves_every_flag(app, cast, browser):
    number = factories.article(app, cast)
    flag = flagged(app, cast, number)
    browser.sign_in(cast.mo)

    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    browser.submit(edit, "Publish now", body="Send it back within **30** days.", significance="typo")

    assert outcomes(app) == {flag: ""}
    assert trust(app, number) == pytest.approx(0.3)


def test_an_edit_of_a_draft_keeps_what_its_author_ticked_and_adds_what_was_flagged_since(app, cast, browser):
    number = factories.article(app, cast)
    first, second = flagged(app, cast, number), flagged(app, cast, number, "incomplete", by=cast.ada)
    browser.sign_in(cast.mo)
    edit = browser.get(f"/articles/{number}-how-do-refunds-work/edit")
    browser.submit(edit, "Save as draft", body="Within 14 days.", **{f"mends_{second}": None})
    third = flagged(app, cast, number, "outdated", by=cast.ada)

    fields = dict(browser.get(f"/articles/{number}-how-do-refunds-work/edit").form("Publish now").fields)

    assert {n for n in fields if n.startswith("mends_")} == {"mends_of", f"mends_{first}", f"mends_{third}"}


def test_a_flag_of_another_text_can_not_be_named(app, cast):
    here, there = factories.article(app, cast, "Here"), factories.article(app, cast, "There")
    flag = flagged(app, cast, there)
    with site(app):
        assert actions.mark_mended(Target("article", here), 1, [flag, 99]) == 0


def outcomes(app):
    with site(app):
        return {flag.id: flag.outcome for flag in db.session.query(Flag)}


def test_mo_keeps_the_text_with_a_reason_that_ana_reads(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number)
    browser.sign_in(cast.mo)
    log = browser.get(f"/flags/article:{number}")

    refused = browser.submit(log, "Close the flag", because="")
    assert refused.status == 422
    browser.submit(refused, "Close the flag", because="It is 30 days since May.")

    assert trust(app, number) == 1.0
    assert "It is 30 days since May." in browser.sign_in(cast.ana).get("/my/notices").text
    assert "Kept as it is" in browser.get(f"/flags/article:{number}").text


def test_agents_do_not_settle_flags(app, cast):
    number = factories.article(app, cast)
    flag = flagged(app, cast, number)
    with site(app), pytest.raises(NotAllowed):
        actions.reject(db.session.get(Flag, flag), cast.ada, "No.")


def test_ana_takes_her_flag_back(app, cast, browser):
    number = factories.article(app, cast)
    flagged(app, cast, number)
    browser.sign_in(cast.ana)

    browser.submit(browser.get(f"/articles/{number}"), "Withdraw my flag")

    assert trust(app, number) == 1.0
    assert "Withdrawn" in browser.get(f"/flags/article:{number}").text


def test_the_queue_shows_first_what_most_readers_meet(app, cast):
    quiet, busy = factories.article(app, cast, "Quiet"), factories.article(app, cast, "Busy")
    other = factories.article(app, cast, "Elsewhere", topic_slug="cards")
    for number in (quiet, busy, other):
        flagged(app, cast, number, "outdated" if number == quiet else "inaccurate")
    with site(app):
        for i in range(3):
            db.session.add(Hit(document=f"article:{busy}", visitor=f"v{i}", day=clock.now().date()))
        readers.count()
    with site(app):
        from forum.topics import queries as topics

        found = queries.queue(1, cast.mo)
        assert [w.shown.title for w in found] == ["Busy", "Quiet", "Elsewhere"]
        assert (found.items[0].readers, found.items[0].trust) == (3, pytest.approx(0.3))
        assert [f.note for f in found.items[0].flags] == ["The limit is 14 days."]
        cards = topics.by_slug("cards").id
        assert [w.shown.title for w in queries.queue(1, cast.mo, topic=cards)] == ["Elsewhere"]
        assert [w.shown.title for w in queries.queue(1, cast.mo, reason="outdated")] == ["Quiet"]


def answered(app, cast):
    from forum.threads import actions as threads
    from forum.topics import queries as topics

    factories.topic(app)
    with site(app):
        question = threads.ask(cast.carla, topics.by_slug("orders"), "en", "Battery swollen?", "What now?")
        answer = threads.answer(question, cast.bob, "Prick it with a needle.")
        actions.flag(Target("answer", answer.id), cast.ana, "unsafe", "Fire.")
        return question.id, answer.id


def standing(app, question):
    with site(app):
        return signals.row(f"question:{question}")


def test_a_flag_on_an_answer_lowers_its_question_and_warns_at_the_answer(app, cast, browser):
    question, _ = answered(app, cast)

    assert standing(app, question).unsafe
    page = browser.get(f"/questions/{question}-battery-swollen")
    assert "Following it may do harm" in page.text
    assert "Fire." not in page.text


def test_mo_corrects_the_answer_and_the_question_stands_as_before(app, cast, browser):
    question, answer = answered(app, cast)
    browser.sign_in(cast.mo)

    edit = browser.get(f"/answers/{answer}/edit")
    browser.submit(edit, "Save", body="Never prick it. Switch it off.", mends="1")

    assert standing(app, question).trust == 1.0
    assert "you had flagged" in browser.sign_in(cast.ana).get("/my/notices").text


def test_whoever_wrote_it_does_not_clear_the_flag(app, cast, browser):
    question, answer = answered(app, cast)
    browser.sign_in(cast.bob)

    browser.submit(browser.get(f"/answers/{answer}/edit"), "Save", body="Prick it gently.", mends="1")

    assert standing(app, question).unsafe


def test_a_hidden_answer_costs_its_question_nothing_until_it_is_shown_again(app, cast):
    from forum.threads import actions as threads
    from forum.threads.models import Answer

    question, answer = answered(app, cast)
    with site(app):
        threads.hide(db.session.get(Answer, answer), cast.mo, because="dangerous")
    assert standing(app, question).trust == 1.0
    with site(app):
        assert len(queries.queue(1, cast.mo)) == queries.open_count() == 0
        threads.show(db.session.get(Answer, answer), cast.mo)
    assert standing(app, question).unsafe
    with site(app):
        assert queries.open_count() == 1
