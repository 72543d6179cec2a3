"""Beside the reply: what fits, to be used, flagged, corrected and added, while what Ana writes stays as it is."""

from __future__ import annotations

import re

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.flags.models import Flag
from forum.knowledge.models import Article, Revision
from forum.search.models import SearchRecord
from forum.support.answering.models import DocumentUse
from forum.support.models import Case
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.search.stage import numbers, work
from tests.support.answering.stage import case_of_dan, fields, whisper
from tests.support.stage import path_of

TITLE = "Screen stays black after an update"
BODY = "Hold power and volume up for **ten seconds**, then let go. The screen comes back."


def shelf(app: Askwell, cast: Cast) -> tuple[int, int, int]:
    """(article, question, case): an article that fits Dan's case, in the index."""
    question, case = case_of_dan(app, cast)
    article = factories.article(app, cast, TITLE, BODY, topic_slug="devices")
    work(app)
    return article, question, case


def press(browser: Browser, page: Page, do: str, **more: str) -> Page:
    """The button of the reply form that says this in `do`; everything else as it stands."""
    form = page.form("replies")
    assert any(value == do for name, value, _words in form.buttons if name == "do"), do
    sent = [(k, v) for k, v in form.fields if k not in more] + [*more.items(), ("do", do)]
    return browser.post(form.action, sent)


def test_a_link_is_put_in_and_the_draft_kept(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, case = shelf(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert TITLE in page.text
    page = press(browser, page, f"link:article:{article}", body="Look:", audience="private")
    found = fields(page)
    assert found["body"].startswith(
        "Look:\n\n[Screen stays black after an update](http://localhost/articles/"
    )
    assert found["audience"] == "private"


def test_its_text_is_put_in_with_where_it_comes_from(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, case = shelf(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    body = fields(press(browser, page, f"text:article:{article}"))["body"]
    assert "ten seconds" in body
    assert f"/articles/{article}-" in body


def test_a_solved_question_brings_its_solution(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    other = factories.question(app, cast.bob, "Black screen since the update", "Only the logo, then nothing.")
    factories.answer(app, other, cast.carla, "Hold the *power* key.", accepted=True)
    work(app)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert "Hold the *power* key." in fields(press(browser, page, f"text:question:{other}"))["body"]


def test_a_reply_that_links_it_counts_as_use_once_a_case(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, case = shelf(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = press(browser, page, f"link:article:{article}")
    with app.app_context():
        assert db.session.query(DocumentUse).count() == 0  # not sent yet
    before = numbers(app, f"article:{article}").hits_total
    browser.submit(page, "replies", button="publicly")
    page = browser.get(f"/desk/cases/{case}")
    browser.submit(
        page, "replies", button="privately", audience="private", body=f"Again: /x [it](/articles/{article})"
    )
    assert numbers(app, f"article:{article}").hits_total == before + 1
    assert "Used in 2 replies" in browser.get(f"/articles/{article}-screen-stays-black-after-an-update").text
    for other in (browser.sign_in(cast.dan), browser.sign_out()):
        assert "Used in" not in other.get(f"/articles/{article}-screen-stays-black-after-an-update").text


def test_private_words_find_and_leave_no_trace(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case_number = case_of_dan(app, cast, "It does not work")
    article = factories.article(app, cast, "Fault zorblax of the charger", "Send the charger back.")
    work(app)
    browser.sign_in(cast.ana)
    assert "Fault zorblax" not in browser.get(f"/desk/cases/{case_number}").text
    with site(app):
        question = db.session.get_one(Case, case_number).question_id
    whisper(app, question, cast.dan, "It shows zorblax on the charger.")
    page = browser.get(f"/desk/cases/{case_number}")
    assert "Fault zorblax" in page.text
    page = press(browser, page, f"link:article:{article}")
    browser.submit(page, "replies", button="publicly", audience="public")
    work(app)
    with app.app_context():
        assert db.session.query(SearchRecord).count() == 0


def test_she_looks_for_something_else_and_keeps_her_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, _, case = shelf(app, cast)
    factories.article(app, cast, "How do refunds work?", "Within 30 days.")
    work(app)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert "How do refunds work?" not in page.text
    page = press(browser, page, "look", q="refunds", body="Half a sentence")
    assert "How do refunds work?" in page.text
    assert fields(page)["body"] == "Half a sentence"
    form = page.form("replies")
    part = browser.post(form.action, [*form.fields, ("do", "look")], **{"HX-Request": "true"})
    assert "<html" not in part.html
    assert "How do refunds work?" in part.text


def test_what_is_in_doubt_is_marked_and_what_is_unsafe_stays_out(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article, _, case = shelf(app, cast)
    with site(app):
        mo = db.session.get_one(Person, cast.mo.id)
        flags.flag(Target("article", article), mo, "outdated", "It was so once.")
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert "Under review" in page.text
    assert f"link:article:{article}" in page.html
    with site(app):
        flags.flag(Target("article", article), db.session.get_one(Person, cast.mo.id), "unsafe", "It burns.")
    page = browser.get(f"/desk/cases/{case}")
    assert "Unsafe" in page.text
    assert f"link:article:{article}" not in page.html
    form = page.form("replies")
    again = browser.post(form.action, [*form.fields, ("do", f"text:article:{article}")])
    assert fields(again)["body"] == ""


def test_flagging_takes_one_step_and_stays_on_the_case(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, case = shelf(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    name = f"note-article:{article}"
    page = press(browser, page, f"flag:article:{article}", body="Half a sentence", audience="private")
    assert page.status == 422
    assert fields(page)["body"] == "Half a sentence"
    page = press(browser, page, f"flag:article:{article}", **{name: "It is twenty seconds."})
    assert page.path.startswith(f"/desk/cases/{case}")
    assert "Flagged." in page.text
    assert (fields(page)["body"], fields(page)["audience"]) == ("Half a sentence", "private")
    with app.app_context():
        flag = db.session.query(Flag).one()
        assert (flag.reason, flag.note, flag.shown_by) == (
            "inaccurate",
            "It is twenty seconds.",
            f"case:{case}",
        )


def test_she_corrects_it_and_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, case = shelf(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    edit = browser.get(page.link("Correct it"))
    page = browser.submit(edit, "Save as draft", body="Twenty seconds.", because="Too short.")
    assert page.path == f"/desk/cases/{case}"
    with app.app_context():
        assert db.session.query(Revision).filter_by(article_id=article).count() == 2


def test_she_writes_what_is_missing_from_her_reply(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = press(browser, page, "article", body="Hold the power key.", audience="public")
    assert re.match(r"/articles/\d+-screen-stays-black", page.path)
    page = browser.submit(page, "Save as draft")
    assert page.path == f"/desk/cases/{case}"
    assert fields(page)["body"] == "Hold the power key."
    with app.app_context():
        made = db.session.query(Article).one()
        assert (made.title, made.published_revision_id) == ("Screen stays black after the update", None)


def test_private_words_never_begin_an_article(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = press(browser, page, "article", body="zorsecret", audience="private")
    assert page.path.startswith("/articles/new")
    assert "zorsecret" not in page.html
    assert "Screen stays black after the update" in page.html
    with app.app_context():
        assert db.session.query(Article).count() == 0


def test_the_customer_sees_none_of_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, question, case = shelf(app, cast)
    page = browser.sign_in(cast.dan).get(path_of(app, question))
    assert "What fits this case" not in page.text
    token = dict(page.form("answers").fields)["csrf_token"]
    sent = {"csrf_token": token, "do": "look", "q": "refund"}
    assert browser.post(f"/desk/cases/{case}/replies", sent).status == 403
