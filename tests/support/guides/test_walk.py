"""Mo writes a guide, Ana walks it beside Dan's case; what was found stays there, and Mo sees what it is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.support.guides import queries
from forum.support.guides.models import Guide, GuideVersion, GuideWalk
from tests.factories import Cast
from tests.pages import Browser, Page
from tests.support.answering.stage import case_of_dan, fields
from tests.support.stage import path_of

EDITOR = {
    "title": "Black screen",
    "fits": "logo, nothing, dark",
    "s0-name": "Charged?",
    "s0-text": "Is the battery charged?",
    "s0-a0-words": "Yes",
    "s0-a0-to": "s2",
    "s0-a1-words": "No",
    "s0-a1-to": "s2",
    "s0-f0-name": "Battery level",
    "s0-f0-kind": "number",
    "s0-f0-required": "1",
    "s1-name": "Result",
    "s1-result": "Hold the power key for ten seconds.",
}


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """All of them, from the start."""
    for name in ("dan", "bob", "ana", "ada", "mo"):
        getattr(cast, name)
    return cast


def guide(app: Askwell, browser: Browser, **more: str) -> int:
    """Written and published by whoever is signed in; its number."""
    page = browser.get("/desk/guides/new")
    page = browser.submit(page, "Publish", **{**EDITOR, **more})
    assert "Published" in page.text, page.text
    return int(page.path.rpartition("/")[2])


def started(browser: Browser, case: int, title: str = "Black screen") -> Page:
    """The guide that is offered beside the case, begun."""
    return browser.submit(browser.get(f"/desk/cases/{case}"), title)


def walks(app: Askwell) -> list[GuideWalk]:
    with app.app_context():
        found = list(db.session.query(GuideWalk).order_by(GuideWalk.id))
        db.session.expunge_all()
        return found


def test_ana_walks_it_to_its_result_and_puts_that_into_the_reply(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, case = case_of_dan(app, cast)
    guide(app, browser.sign_in(cast.mo))
    page = started(browser.sign_in(cast.ana), case)
    assert "Is the battery charged?" in page.text
    refused = browser.submit(page, "walks/", button="Yes")
    assert refused.status == 422
    assert "Write this down first." in refused.text
    page = browser.submit(refused, "walks/", button="Yes", **{"fact-0": "80"})
    assert "Charged?: Yes Battery level: 80" in page.text
    assert "Finished" in page.text
    assert "Ana finished the guide" in page.text  # the history of the case
    (walk,) = walks(app)
    assert (walk.end, walk.result) == ("finished", "Hold the power key for ten seconds.")
    form = page.form("replies")
    sent = [(k, v) for k, v in form.fields if k != "body"] + [("body", "Hello!"), ("do", f"walk:{walk.id}")]
    page = browser.post(form.action, sent)
    assert fields(page)["body"] == "Hello!\n\nHold the power key for ten seconds.\n"
    assert "Battery level" not in browser.sign_in(cast.dan).get(path_of(app, question)).text


def test_she_goes_back_and_stops_with_a_reason(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    number = guide(app, browser.sign_in(cast.mo))
    page = started(browser.sign_in(cast.ana), case)
    page = browser.submit(page, "walks/", button="No", **{"fact-0": "3"})
    page = browser.submit(page, "One step back")
    assert "Is the battery charged?" in page.text
    assert dict(page.form("walks/").fields)["fact-0"] == "3"
    assert browser.submit(page, "Stop here", because=" ").status == 422
    page = browser.submit(page, "Stop here", because="It has no battery.")
    assert "One guide was walked before" in page.text
    (walk,) = walks(app)
    assert (walk.end, walk.because) == ("stopped", "It has no battery.")
    report = browser.get(f"/desk/guides/{number}").text
    assert "Charged? · once“It has no battery.”" in report


def test_a_walk_keeps_the_version_it_began_with(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    number = guide(app, browser.sign_in(cast.mo))
    ana = Browser(app).sign_in(cast.ana)
    page = started(ana, case)
    edit = browser.get(f"/desk/guides/{number}/edit")
    browser.submit(edit, "Save as draft", **{"s0-text": "Does it smell?", "s1-result": "Send it back."})
    assert "Does it smell?" not in browser.get(f"/desk/guides/{number}").text  # a draft yet
    browser.submit(browser.get(f"/desk/guides/{number}/edit"), "Publish")
    assert "Does it smell?" in browser.get(f"/desk/guides/{number}").text
    page = ana.submit(page, "walks/", button="Yes", **{"fact-0": "80"})
    assert "Hold the power key" in page.text
    with app.app_context():
        assert [v.number for v in db.session.query(GuideVersion).order_by(GuideVersion.number)] == [1, 2]
    page = started(ana, case)
    assert "Does it smell?" in page.text


def test_what_is_not_sound_is_saved_and_not_published(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.mo)
    page = browser.submit(
        browser.get("/desk/guides/new"), "Publish", **{**EDITOR, "s0-a1-to": "s1", "s0-a0-to": ""}
    )
    assert "Saved as a draft. Some of it must be mended" in page.text
    assert "“Yes” in “Charged?” leads nowhere." in page.text
    with app.app_context():
        assert db.session.query(Guide).one().version_id is None
    assert "Black screen" not in Browser(app).sign_in(cast.ana).get("/desk/guides").text


def test_steps_are_added_moved_and_removed_without_script(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.mo)
    page = browser.submit(browser.get("/desk/guides/new"), "Add a step", **EDITOR)
    sent = dict(page.form("guides").fields)
    assert (sent["steps"], sent["s0-name"], sent["s2-key"]) == ("3", "Charged?", "s3")
    form = page.form("guides")
    page = browser.post(form.action, [*form.fields, ("do", "up:1")])
    assert dict(page.form("guides").fields)["s0-name"] == "Result"
    form = page.form("guides")
    page = browser.post(form.action, [*form.fields, ("do", "remove:0")])
    sent = dict(page.form("guides").fields)
    assert (sent["s0-name"], sent["s0-a0-to"]) == ("Charged?", "")
    with app.app_context():
        assert db.session.query(Guide).count() == 0  # nothing was saved yet


def test_two_leads_who_save_at_once_lose_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = guide(app, browser.sign_in(cast.mo))
    page = browser.get(f"/desk/guides/{number}/edit")
    root = Browser(app).sign_in(cast.root)
    root.submit(root.get(f"/desk/guides/{number}/edit"), "Save as draft", **{"s0-name": "Plugged in?"})
    page = browser.submit(page, "Save as draft", **{"s0-name": "Warm?"})
    assert page.status == 409
    assert "Plugged in?" in page.text
    assert dict(page.form("guides").fields)["s0-name"] == "Warm?"
    page = browser.submit(page, "Save as draft")
    assert dict(page.form("guides").fields)["s0-name"] == "Warm?"


def test_what_fits_is_offered_by_topic_and_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    browser.sign_in(cast.mo)
    fits = guide(app, browser)
    by_topic = guide(app, browser, title="Charging", fits="plug", topic="devices")
    guide(app, browser, title="Invoices", fits="bill")
    with app.app_context():
        found = queries.suggested(1, "It shows the logo, then a black screen.", "en")
        assert [row.id for row in found] == [fits, by_topic]
    assert "Invoices" not in browser.get(f"/desk/cases/{case}").text
    page = browser.get(f"/desk/guides?case={case}")
    form = next(f for f in page.reader.forms if ("guide", "3") in f.fields)
    page = browser.post(form.action, form.fields)
    assert page.path == f"/desk/cases/{case}#guide"
    assert walks(app)[0].guide_id == 3


def test_the_report_counts_what_was_settled_at_first_contact(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = guide(app, browser.sign_in(cast.mo))
    ana = Browser(app).sign_in(cast.ana)
    for title, replies in (("Black screen of Dan", 1), ("Black screen of Dan again", 2)):
        question, case = case_of_dan(app, cast, title)
        ana.submit(started(ana, case), "walks/", button="Yes", **{"fact-0": "80"})
        for n in range(replies):
            ana.submit(
                ana.get(f"/desk/cases/{case}"),
                "replies",
                button="publicly",
                audience="public",
                body=f"Try {n}.",
            )
        dan = Browser(app).sign_in(cast.dan)
        dan.submit(dan.get(path_of(app, question)), "This solved it")
    _, left = case_of_dan(app, cast, "Black screen that nobody ended")
    started(ana, left)
    said = browser.get(f"/desk/guides/{number}").text
    assert "Walks3Finished2Solved at first contact1 of 2 cases" in said
    assert "Left before the end0" in said
    with clock.moved(timedelta(days=2)):
        said = browser.get(f"/desk/guides/{number}").text
    assert "Left before the end1" in said
    assert "Charged? · once" in said


def test_only_leads_write_guides(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = guide(app, browser.sign_in(cast.mo))
    browser.sign_in(cast.ana)
    assert browser.get("/desk/guides/new").status == 403
    assert browser.get(f"/desk/guides/{number}/edit").status == 403
    assert "New guide" not in browser.get("/desk/guides").text
    assert browser.sign_in(cast.dan).get("/desk/guides").status == 403


def test_a_retired_guide_is_offered_no_more(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    number = guide(app, browser.sign_in(cast.mo))
    browser.submit(browser.get(f"/desk/guides/{number}"), "Retire")
    assert "Black screen" not in Browser(app).sign_in(cast.ana).get(f"/desk/cases/{case}").text
    browser.submit(browser.get(f"/desk/guides/{number}"), "Offer it again")
    assert "Black screen" in Browser(app).sign_in(cast.ana).get(f"/desk/cases/{case}").text


def test_with_script_only_the_walk_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    guide(app, browser.sign_in(cast.mo))
    page = started(browser.sign_in(cast.ana), case)
    form = page.form("walks/")
    sent = [(k, v) for k, v in form.fields if k != "fact-0"] + [("fact-0", "80"), ("do", "0")]
    part = browser.post(form.action, sent, **{"HX-Request": "true"})
    assert "<html" not in part.html
    assert "Hold the power key" in part.text
