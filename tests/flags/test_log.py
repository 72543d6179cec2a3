"""Which words are wrong, which case showed it, what the flag did, and how it ended: for everybody of the company."""

from __future__ import annotations

import pytest

from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.targets import Target
from forum.flags import actions, policy
from forum.flags.models import Flag
from forum.support import actions as support
from forum.threads.models import Question
from tests import factories
from tests.factories import site
from tests.pages import Browser

PASSAGE = "Send it back within 30 days."


def case_of_dan(app, cast):
    question = factories.question(app, cast.dan, "My refund was refused")
    with site(app):
        case = support.escalate(db.session.get_one(Question, question), "agent", by=cast.ana)
        db.session.flush()
        return question, case.id


def flag(app, by, number, reason="inaccurate", **more):
    with site(app):
        return actions.flag(Target("article", number), by, reason, "The limit is 14 days.", **more).id


def test_ana_says_which_words_and_which_case(app, cast, browser):
    number = factories.article(app, cast)
    _, case = case_of_dan(app, cast)
    browser.sign_in(cast.ana)
    page = browser.submit(
        browser.get(f"/articles/{number}"),
        "Flag",
        reason="inaccurate",
        note="The limit is 14 days.",
        passage=PASSAGE,
        shown_by=f"http://localhost/desk/cases/{case}",
    )
    assert PASSAGE in page.text.partition("One open flag")[2]
    assert page.link(f"Case {case}") == f"/desk/cases/{case}"
    reader = browser.sign_out().get(f"/articles/{number}")
    assert f"Case {case}" not in reader.text
    assert "blockquote" not in reader.html


@pytest.mark.parametrize(
    "typed", ["/questions/{0}-anything?page=2", "question:{0}", "http://localhost/questions/{0}"]
)
def test_a_question_may_be_what_showed_it(app, cast, browser, typed):
    number = factories.article(app, cast)
    question = factories.question(app, cast.dan, "My refund was refused")
    browser.sign_in(cast.ana)
    form = browser.get(f"/flags/new?target=article:{number}")
    browser.submit(form, "Flag", reason="outdated", note="Old.", shown_by=typed.format(question))
    with site(app):
        assert db.session.query(Flag).one().shown_by == f"question:{question}"


@pytest.mark.parametrize(
    "typed", ["https://elsewhere.example/questions/1", "/questions/99", "case:99", "a case"]
)
def test_what_shows_nothing_is_refused_and_nothing_typed_is_lost(app, cast, browser, typed):
    number = factories.article(app, cast)
    factories.question(app, cast.dan)
    browser.sign_in(cast.ana)
    form = browser.get(f"/flags/new?target=article:{number}")
    refused = browser.submit(
        form, "Flag", reason="outdated", note="Old words.", passage=PASSAGE, shown_by=typed
    )
    assert refused.status == 422
    assert "There is no such case or question here." in refused.text
    sent = dict(refused.form("Flag").fields)
    assert (sent["note"].strip(), sent["passage"].strip(), sent["shown_by"]) == ("Old words.", PASSAGE, typed)


def test_a_passage_is_a_sentence_not_the_whole_text(app, cast):
    number = factories.article(app, cast)
    with pytest.raises(Invalid) as refused:
        flag(app, cast.ana, number, passage="x" * (policy.PASSAGE_MAX_CHARS + 1))
    assert "passage" in refused.value.errors


def test_the_log_says_what_each_flag_did_and_how_it_ended(app, cast, browser):
    number = factories.article(app, cast)
    first = flag(app, cast.ana, number, "outdated")
    flag(app, cast.ada, number, "incomplete")
    with site(app):
        actions.reject(db.session.get_one(Flag, first), cast.mo, "It is 30 days.")
    browser.sign_in(cast.ada)
    for path in ("/flags", f"/flags/article:{number}"):
        page = browser.get(path)
        assert "Trust 100 % → 50 %" in page.text
        assert "Trust 50 % → 38 %" in page.text
        assert "Kept as it is · Mo" in page.text
        assert "It is 30 days. · Trust then 75 %" in page.text
        assert "Flagged by Ada" in page.text


def test_the_log_of_all_flags_can_be_narrowed(app, cast, browser):
    one, other = factories.article(app, cast, "One"), factories.article(app, cast, "Other")
    flag(app, cast.ana, one)
    closed = flag(app, cast.ada, other)
    with site(app):
        actions.withdraw(db.session.get_one(Flag, closed), cast.ada)
    browser.sign_in(cast.ana)

    def titles(query):
        page = browser.get(f"/flags{query}")
        return [t for t in ("One", "Other") if page.html.count(f">{t}</a>")]

    assert titles("") == ["One", "Other"]
    assert titles("?state=open") == ["One"]
    assert titles("?state=closed") == ["Other"]
    assert titles(f"?by={cast.ada.id}") == ["Other"]
    assert titles(f"?state=open&by={cast.ada.id}") == []


def test_the_log_is_for_the_company(app, cast, browser):
    assert browser.sign_in(cast.carla).get("/flags").status == 403


def test_what_an_agent_may_not_see_is_not_in_her_log(app, cast, browser):
    from forum.threads import actions as threads
    from forum.threads.models import Answer

    question = factories.question(app, cast.carla, "Battery swollen?")
    answer = factories.answer(app, question, cast.bob, "Prick it.")
    with site(app):
        actions.flag(Target("answer", answer), cast.ana, "unsafe", "Fire.")
        threads.hide(db.session.get_one(Answer, answer), cast.mo, because="dangerous")
    page = browser.sign_in(cast.ada).get("/flags")
    assert "Battery swollen?" not in page.text
    assert "Fire." not in page.text
    assert "Battery swollen?" in Browser(app).sign_in(cast.mo).get("/flags").text


def test_the_articles_own_page_tells_its_team_of_earlier_flags(app, cast, browser):
    number = factories.article(app, cast)
    made = flag(app, cast.ana, number)
    with site(app):
        actions.reject(db.session.get_one(Flag, made), cast.mo, "It is 30 days.")
    page = browser.sign_in(cast.ada).get(f"/articles/{number}")
    assert "Earlier flags" in page.text
    assert "Kept as it is" in page.text
    assert "Earlier flags" not in browser.sign_out().get(f"/articles/{number}").text


def test_what_somebody_did_with_flags_is_in_her_data_and_goes_with_her(app, cast):
    from forum.flags.personal_data import FLAGS

    number = factories.article(app, cast)
    made = flag(app, cast.ana, number, passage=PASSAGE)
    with site(app):
        actions.dispute(db.session.get_one(Flag, made), cast.ada, "No.")
    with site(app):
        assert FLAGS.export(cast.ada.id)[0]["disputed_because"] == "No."
        assert FLAGS.export(cast.ana.id)[0]["passage"] == PASSAGE
        FLAGS.erase(cast.ada.id)
    with site(app):
        assert db.session.get_one(Flag, made).disputed_by_id is None
