"""Carla asks: what she typed is never lost, and one press posts one question."""

from __future__ import annotations

import re

import pytest

from forum import Askwell
from forum.core import jobs, rate_limits
from forum.core.db import db
from forum.core.jobs import Job
from forum.search import rebuilding
from forum.threads.models import Follower, Question
from tests.factories import Cast, question, site, topic
from tests.pages import Browser, Page
from tests.threads.stage import at_once


def ask(browser: Browser, page: Page | None = None, **fields: str) -> Page:
    page = page or browser.get("/ask")
    filled = {"title": "Card declined abroad", "body": "Refused twice.", "topic": "orders"} | fields
    return browser.submit(page, "Post the question", **filled)


def count(app: Askwell) -> int:
    with site(app):
        return db.session.query(Question).count()


def test_carla_asks_and_reads_her_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    browser.sign_in(cast.carla)
    page = ask(browser, body="It says **no**.\n\n<script>alert(1)</script>", tags="Card, Going abroad, card")
    assert page.status == 200
    assert "Your question is posted" in page.text
    assert "<strong>no</strong>" in page.html
    assert "<script>alert" not in page.html
    assert re.fullmatch(r"/questions/\d+-card-declined-abroad", page.path)
    with site(app):
        asked = db.session.query(Question).one()
        assert asked.tag_names == ["card", "going-abroad"]
        assert (asked.due_at - asked.created_at).total_seconds() == 24 * 3600
        assert db.session.query(Follower).one().person_id == cast.carla.id
        assert db.session.query(Job).filter_by(kind="index").one().payload == {"document": asked.document}


def test_the_words_of_her_search_are_in_the_form_already(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    fields = dict(
        browser.get("/ask?q=card+declined&s=00112233445566aa&topic=orders").form("Post the question").fields
    )
    assert (fields["title"], fields["topic"], fields["s"]) == ("card declined", "orders", "00112233445566aa")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "no"}, "Say in a few words"),
        ({"title": "x" * 201}, "This title is too long"),
        ({"body": "  "}, "Write something first"),
        ({"body": "x" * 30_001}, "This text is too long"),
        ({"topic": "nowhere"}, "Choose a topic"),
        ({"tags": "a,b,c,d,e,f"}, "at most five tags"),
        ({"tags": "x" * 31}, "A tag is at most"),
    ],
)
def test_what_is_wrong_is_said_and_the_text_kept(
    app: Askwell, cast: Cast, browser: Browser, fields: dict[str, str], sentence: str
) -> None:
    topic(app)
    browser.sign_in(cast.carla)
    page = ask(browser, **{"title": "A good title", "body": "My long story", **fields})
    assert page.status == 422
    assert sentence in page.text
    kept = dict(page.form("Post the question").fields)
    assert kept["title"] == fields.get("title", "A good title")
    assert kept["body"] == fields.get("body", "My long story").strip()
    assert count(app) == 0


def test_two_chinese_characters_can_be_a_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    page = ask(browser.sign_in(cast.carla), title="退款", body="怎么退款？", lang="zh")
    assert page.status == 200
    assert 'lang="zh"' in page.html
    with site(app):
        assert db.session.query(Question).one().lang == "zh"


def test_a_form_sent_twice_posts_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    form = browser.sign_in(cast.carla).get("/ask")
    first = ask(browser, form)
    second = ask(browser, form)
    assert first.path == second.path
    assert count(app) == 1


def test_twenty_presses_at_once_post_one_question(app: Askwell, cast: Cast) -> None:
    topic(app)
    data = {
        "title": "Card declined",
        "body": "Twice.",
        "topic": "orders",
        "form_key": "the same",
        "suggested": "0" * 16,
    }
    pages = at_once(app, cast.carla, "/ask", data)
    # More than ten questions an hour are a machine, whatever they are: those are told to wait.
    assert {page.status for page in pages} <= {200, 429}
    assert len({page.path for page in pages if page.status == 200}) == 1
    assert count(app) == 1


def test_without_script_what_may_answer_it_is_a_press_away(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    found = question(app, cast.bob, "Card declined abroad, what now", "My bank refused it.")
    with site(app):
        rebuilding.rebuild()
    form = browser.sign_in(cast.carla).get("/ask")
    words = {"title": "My card was declined abroad", "body": "What now?", "topic": "orders", "tags": "bank"}
    page = browser.submit(form, "See what may answer it", **words)
    assert "Does one of these answer it?" in page.text
    assert count(app) == 1
    assert browser.get(page.link("Card declined abroad")).status == 200
    back = browser.submit(page, "Change the text")
    assert dict(back.form("Post the question").fields)["title"] == "My card was declined abroad"
    posted = browser.submit(page, "Post it all the same", rejected=f"question:{found}")
    assert posted.path.endswith("-my-card-was-declined-abroad")
    assert count(app) == 2
    with site(app):
        assert db.session.query(Question).order_by(Question.id.desc()).first().tag_names == ["bank"]  # type: ignore[union-attr]


def test_one_press_posts_whatever_may_answer_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    question(app, cast.bob, "Card declined abroad, what now", "My bank refused it.")
    with site(app):
        rebuilding.rebuild()
    posted = ask(browser.sign_in(cast.carla), title="My card was declined abroad")
    assert posted.path.endswith("-my-card-was-declined-abroad")


def test_nothing_that_may_answer_it_is_said(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    with site(app):
        rebuilding.rebuild()
    form = browser.sign_in(cast.carla).get("/ask")
    page = browser.submit(form, "See what may answer it", title="My card was declined", body="It was.")
    assert "Nothing here answers it yet" in page.text
    assert dict(page.form("Post the question").fields)["title"] == "My card was declined"


def test_beside_the_form_suggestions_come_as_a_fragment(app: Askwell, cast: Cast, browser: Browser) -> None:
    found = question(app, cast.bob, "Card declined abroad, what now")
    hidden = question(app, cast.bob, "Card declined abroad, secret words")
    with site(app):
        rebuilding.rebuild()
        db.session.get_one(Question, hidden).hidden_at = db.session.get_one(Question, found).created_at
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    page = browser.post(
        "/ask/suggestions",
        {"csrf_token": token, "title": "card declined", "body": ""},
        **{"HX-Request": "true"},
    )
    assert page.status == 200
    assert "<html" not in page.html
    assert f'value="too question:{found}"' in page.html
    assert "secret" not in page.html
    assert re.search(r'name="suggested" value="[0-9a-f]{16}" form="ask"', page.html)


def test_a_guest_asks_with_an_address_and_posts_by_the_link(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    topic(app)
    assert "address" in ask(browser, email="").text
    page = ask(browser, email="gast@example.com", body="Refused in Osaka.")
    assert page.path == "/ask/sent"
    assert "Look in your mail" in page.text
    assert count(app) == 0
    with site(app):
        text = db.session.query(Job).filter_by(kind="mail").one().payload["text"]
    link = re.search(r"http://[^/]+(/\S+)", text)
    assert link
    page = browser.get(link[1])
    page = browser.submit(
        page, page.reader.forms[-2].buttons[0][2] if not page.has_form("name") else "name", name="Gast"
    )
    if not page.path.startswith("/kept/"):
        page = browser.get(page.path)
    page = browser.submit(page, "Send")
    assert "Refused in Osaka" in page.text
    assert count(app) == 1


def test_a_guest_without_an_address_keeps_the_text(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    for email in ("", "no address"):
        page = ask(browser, body="My long story", email=email)
        assert page.status == 422
        assert dict(page.form("Post the question").fields)["body"] == "My long story"


def test_a_draft_is_there_again_and_gone_once_posted(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    page = browser.sign_in(cast.carla).get("/ask")
    token = dict(page.form("Post the question").fields)["csrf_token"]
    browser.post("/drafts/ask", {"csrf_token": token, "title": "Half a thought", "body": "about cards"})
    page = browser.get("/ask")
    assert dict(page.form("Post the question").fields)["body"] == "about cards"
    ask(browser, page, title="A whole thought")
    assert dict(browser.get("/ask").form("Post the question").fields)["body"] == ""


def test_preview_shows_what_will_be_read(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    page = browser.sign_in(cast.carla).get("/ask")
    token = dict(page.form("Post the question").fields)["csrf_token"]
    live = browser.post("/preview", {"csrf_token": token, "body": "**bold** <img src=x onerror=alert(1)>"})
    assert "<strong>bold</strong>" in live.html
    assert "onerror" not in live.html
    without_script = browser.submit(page, "Post the question", button="Preview", body="*soft*", title="x")
    assert "<em>soft</em>" in without_script.html
    assert (
        browser.sign_out()
        .post("/preview", {"csrf_token": token, "body": "x"})
        .path.startswith(("/sign-in", "/preview"))
    )


def test_too_many_questions_an_hour_wait_and_the_text_is_kept(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 10 <= rate_limits.ASK.count <= 60  # room for a busy hour, not for a machine
    monkeypatch.setattr(rate_limits, "ASK", rate_limits.Limit("ask", 3, 3600))
    topic(app)
    browser.sign_in(cast.carla)
    for number in range(3):
        assert ask(browser, title=f"Question number {number}").status == 200
    page = ask(browser, body="My long story")
    assert page.status == 429
    assert "My long story" in page.html
    assert count(app) == 3


def test_the_index_learns_of_it_within_one_run_of_the_worker(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    topic(app)
    with site(app):
        rebuilding.rebuild()
    ask(browser.sign_in(cast.carla), title="Zebra striped parcel")
    with site(app):
        jobs.run_until_empty()
    assert "Zebra striped parcel" in browser.sign_out().get("/search?q=zebra").text
