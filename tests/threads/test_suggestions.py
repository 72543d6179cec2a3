"""While Carla asks: what may answer it can be read where she is, and what she says of it is heard.

All of it without script: each press keeps what she typed.
"""

from __future__ import annotations

from typing import Any

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import drafts, events
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.knowledge.models import Article
from forum.search import rebuilding
from forum.search.models import Hit, SearchRecord
from forum.threads import sparing
from forum.threads.models import Affected, Question
from forum.votes.models import Verdict
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser, Page

WORDS = {
    "title": "My card was declined abroad",
    "body": "Twice in Osaka.",
    "topic": "orders",
    "tags": "japan",
}


@pytest.fixture
def shop(app: Askwell, cast: Cast) -> dict[str, int]:
    """One article, one solved and one open question, all about declined cards; more of them than are shown at once."""
    made = {
        "article": article(app, cast, "Card declined abroad", "Switch on **payments abroad** in the app."),
        "open": question(
            app, cast.bob, "My card was declined abroad, what now", "My bank refused it, twice."
        ),
        "solved": question(app, cast.dan, "Why was my card declined abroad?", "In Rome."),
    }
    answer(app, made["solved"], cast.bob, "Tell your bank *before* you travel.", accepted=True)
    for number in range(4):
        made[f"more {number}"] = question(app, cast.bob, f"Card abroad, part {number}", "It was declined.")
    with site(app):
        rebuilding.rebuild()
    return made


def step(browser: Browser) -> Page:
    return browser.submit(browser.get("/ask"), "See what may answer it", **WORDS)


def shown(page: Page) -> list[str]:
    return [value for name, value, _words in page.form("Post it").buttons if name == "read"]


def press(browser: Browser, page: Page, name: str, value: str, **more: str) -> Page:
    form = page.form("Post it")
    sent = [(k, v) for k, v in form.fields if k not in more] + [(name, value), *more.items()]
    return browser.post(form.elsewhere[name, value], sent)


def kept(page: Page) -> None:
    fields = dict(page.form("Post it").fields)
    assert {name: fields[name] for name in WORDS} == WORDS


def test_five_at_most_the_solved_marked_and_each_read_in_place(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int]
) -> None:
    page = step(browser.sign_in(cast.carla))
    assert len(shown(page)) == 5
    assert "Solved" in page.text
    read = press(browser, page, "read", f"article:{shop['article']}")
    assert "<strong>payments abroad</strong>" in read.html
    kept(read)
    read = press(browser, read, "read", f"question:{shop['solved']}")
    assert "<em>before</em>" in read.html
    assert "<strong>payments abroad</strong>" not in read.html
    with site(app):  # what was read in place is opened, as a page is
        opened = {hit.document for hit in db.session.query(Hit)}
    assert {f"article:{shop['article']}", f"question:{shop['solved']}"} <= opened


def test_what_is_flagged_or_hidden_can_not_be_read_in_place(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int]
) -> None:
    page = step(browser.sign_in(cast.carla))
    with site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        flags.flag(Target("article", shop["article"]), by=ana, reason="unsafe", note="It burns.")
        db.session.get_one(Question, shop["open"]).hidden_at = ana.created_at
    for document in (f"article:{shop['article']}", f"question:{shop['open']}"):
        read = press(browser, page, "read", document)
        assert "payments abroad" not in read.html
        assert "My bank refused it." not in read.html
        assert document not in shown(read)
    with site(app):
        assert db.session.query(Hit).count() == 0  # what was not shown was not opened


def test_this_solved_it_ends_the_story(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int]
) -> None:
    document = f"article:{shop['article']}"
    browser.sign_in(cast.carla)
    with site(app):
        drafts.save(cast.carla.id, "ask", WORDS)
    page = step(browser)
    thanks = press(browser, page, "verdict", f"solved {document}")
    assert thanks.path.startswith("/ask/solved")
    assert "Good that it helped" in thanks.text
    assert browser.get(thanks.link("Card declined abroad")).status == 200
    with site(app):
        assert db.session.query(Question).count() == 6
        assert db.session.query(Verdict).one().helped
        record = db.session.query(SearchRecord).one()
        assert (record.outcome, record.ended_on, record.asking) == ("helped", document, True)
        assert drafts.find(cast.carla.id, "ask") == {}


def test_tried_did_not_help_brings_the_next_one_and_is_heard(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[dict[str, Any]] = []
    monkeypatch.setitem(events._subscribers, "suggestion.rejected", [lambda **v: heard.append(v)])
    document = f"article:{shop['article']}"
    page = step(browser.sign_in(cast.carla))
    before = shown(page)
    page = press(browser, page, "verdict", f"rejected {document}")
    assert "Noted: it did not help." in page.text
    after = shown(page)
    assert document not in after
    assert len(after) == 5
    assert set(after) - set(before)
    kept(page)
    page = press(browser, page, "verdict", f"why {document}", why="It is about another bank.")
    assert "Thank you" in page.text
    with site(app):
        verdict = db.session.query(Verdict).one()
        assert (verdict.helped, verdict.note) == (False, "It is about another bank.")
    posted = browser.submit(page, "Post it all the same")
    assert posted.path.startswith("/questions/")
    assert [(v["document"], v["question_id"] is None, v["person_id"]) for v in heard] == [
        (document, True, cast.carla.id),
        (document, False, cast.carla.id),
    ]


def test_the_same_trouble_as_an_open_question_is_no_second_question(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int]
) -> None:
    page = step(browser.sign_in(cast.carla))
    joined = press(browser, page, "verdict", f"too question:{shop['open']}")
    assert joined.path.endswith("my-card-was-declined-abroad-what-now")
    assert "One person has this too" in joined.text
    with site(app):
        assert db.session.query(Affected).one().person_id == cast.carla.id


def test_a_guest_signs_in_and_what_she_typed_is_there(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int]
) -> None:
    page = step(browser)
    to = press(browser, page, "verdict", f"too question:{shop['open']}")
    assert to.path.startswith("/sign-in")
    with site(app):
        assert db.session.query(Affected).count() == 0


def test_topic_and_tags_of_what_is_similar_are_a_press_away(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for number in range(3):
        question(
            app,
            cast.bob,
            f"Parcel came broken, part {number}",
            "Glass.",
            topic_slug="delivery",
            tags=("glass", "claim"),
        )
    with site(app):
        rebuilding.rebuild()
    browser.sign_in(cast.carla)
    words = {"title": "My parcel came broken", "body": "All in pieces.", "topic": "", "tags": "vase"}
    page = browser.submit(browser.get("/ask"), "See what may answer it", **words)
    form = page.form("Post it")
    assert {("take", "topic delivery"), ("take", "tags glass"), ("take", "tags claim")} <= {
        b[:2] for b in form.buttons
    }
    page = browser.post(form.elsewhere["take", "tags glass"], [*form.fields, ("take", "tags glass")])
    assert dict(page.form("Post the question").fields)["tags"] == "vase, glass"
    page = browser.post(form.elsewhere["take", "topic delivery"], [*form.fields, ("take", "topic delivery")])
    fields = dict(page.form("Post the question").fields)
    assert (fields["topic"], fields["title"]) == ("delivery", "My parcel came broken")


def test_whoever_is_spared_sees_none(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparing, "_rules", [lambda: True])
    page = browser.submit(
        browser.sign_in(cast.carla).get("/ask"), "See what may answer it", **WORDS | {"tags": ""}
    )
    assert "Card declined abroad" not in page.text
    assert dict(page.form("Post the question").fields)["title"] == WORDS["title"]
    with site(app):
        assert db.session.query(SearchRecord).count() == 0  # nothing was shown


def test_nobody_judges_what_is_not_there(
    app: Askwell, cast: Cast, browser: Browser, shop: dict[str, int]
) -> None:
    form = step(browser.sign_in(cast.carla)).form("Post it")
    for value in (
        "solved article:999999",
        "solved answer:1",
        "solved",
        "praised article:1",
        "too article:1",
        "x" * 300,
    ):
        page = browser.post("/ask/suggestions/verdict", [*form.fields, ("verdict", value)])
        assert page.status == 404, value
    with site(app):
        assert db.session.query(Verdict).count() == 0


def test_of_a_text_in_several_languages_one_is_suggested_and_none_once_it_was_tried(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    english = article(app, cast, "Card declined abroad", "Switch on payments abroad.")
    with site(app):
        first = db.session.get_one(Article, english)
        db.session.expunge(first)
    swedish = article(
        app, cast, "Card declined abroad: kortet nekas", "Slå på betalningar.", lang="sv", family_of=first
    )
    with site(app):
        rebuilding.rebuild()
    page = step(browser.sign_in(cast.carla))
    assert shown(page) == [f"article:{english}"]
    browser.headers["Accept-Language"] = "sv"
    there = browser.get("/ask/suggestions?title=Card+declined+abroad")
    assert f"article:{swedish}" in there.html
    assert f'value="article:{english}"' not in there.html
    browser.headers["Accept-Language"] = "en"
    tried = press(browser, page, "verdict", f"rejected article:{english}")
    assert f"article:{swedish}" not in tried.html
