"""Feeds: valid by RFC 4287, the same as the pages for everybody, and fetched again only when something changed."""

from __future__ import annotations

from datetime import datetime
from xml.etree import ElementTree as ET

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, question, site
from tests.pages import Browser

A = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"


def feed(browser: Browser, path: str) -> ET.Element:
    """The feed at an address, held against the rules of RFC 4287."""
    answered = browser.client.get(path)
    assert (answered.status_code, answered.mimetype) == (200, "application/atom+xml"), path
    root = ET.fromstring(answered.data)
    assert root.tag == f"{A}feed"
    _one_each(root, "id", "title", "updated")
    assert [link.get("href") for link in root.findall(f"{A}link") if link.get("rel") == "self"] == [
        f"http://localhost{path}"
    ]
    ids = []
    for entry in root.findall(f"{A}entry"):
        _one_each(entry, "id", "title", "updated", "published", "author")
        ids.append(entry.findtext(f"{A}id"))
        assert entry.findtext(f"{A}author/{A}name")
        assert entry.find(f"{A}content") is not None or entry.find(f"{A}summary") is not None
        assert entry.get(f"{XML}lang")
        for name in ("updated", "published"):
            assert datetime.fromisoformat(entry.findtext(f"{A}{name}") or "").tzinfo is not None
        alternates = [link for link in entry.findall(f"{A}link") if link.get("rel") == "alternate"]
        assert [link.get("href", "").startswith("http://localhost/") for link in alternates] == [True]
    assert len(ids) == len(set(ids))
    assert all(each and each.startswith("http://localhost/") for each in ids)
    return root


def titles(root: ET.Element) -> list[str | None]:
    return [each.text for each in root.findall(f"{A}entry/{A}title")]


def _one_each(element: ET.Element, *names: str) -> None:
    for name in names:
        assert len(element.findall(f"{A}{name}")) == 1, name


@pytest.fixture
def some(app: Askwell, cast: Cast) -> None:
    question(app, cast.carla, "Solved & <done>", hours_ago=9, tags=("card",))
    answer(app, 1, cast.bob, "Use **this** & that.", accepted=True)
    question(app, cast.dan, "Nobody knows", hours_ago=7, topic_slug="devices")
    question(app, cast.dan, "Ingen vet", hours_ago=6, lang="sv", tags=("card",))
    question(app, cast.dan, "A hidden canary", hidden_at=clock.now(), tags=("card",))


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/feeds/questions", ["Ingen vet", "Nobody knows", "Solved & <done>"]),
        ("/feeds/questions?filter=unanswered", ["Ingen vet", "Nobody knows"]),
        ("/feeds/questions?topic=devices", ["Nobody knows"]),
        ("/feeds/questions?tag=card&lang=en", ["Solved & <done>"]),
        ("/feeds/questions?filter=read", []),
        ("/feeds/questions/1", ["Answer by Bob", "Solved & <done>"]),
    ],
)
def test_each_list_is_a_feed_too(browser: Browser, path: str, found: list[str]) -> None:
    assert titles(feed(browser, path)) == found


@pytest.mark.usefixtures("some")
def test_a_question_tells_its_answers_and_nothing_that_is_hidden(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    answer(app, 1, cast.dan, "A hidden canary.", hidden_at=clock.now())
    root = feed(browser.sign_in(cast.dan), "/feeds/questions/1")
    assert "<strong>this</strong> &amp; that" in (root.findtext(f"{A}entry/{A}content") or "")
    assert "canary" not in ET.tostring(root, encoding="unicode")
    for nowhere in (
        "/feeds/questions/4",
        "/feeds/questions?filter=mine",
        "/feeds/questions?topic=x",
        "/feeds/questions?tag=x",
    ):
        assert browser.client.get(nowhere).status_code == 404, nowhere


@pytest.mark.usefixtures("some")
def test_who_has_it_already_gets_it_only_when_it_changed(app: Askwell, cast: Cast, browser: Browser) -> None:
    first = browser.client.get("/feeds/questions")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = browser.client.get("/feeds/questions", headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    since = browser.client.get(
        "/feeds/questions", headers={"If-Modified-Since": first.headers["Last-Modified"]}
    )
    assert since.status_code in (200, 304)  # an answer that was kept knows its tag alone
    question(app, cast.carla, "A new one")
    changed = browser.client.get("/feeds/questions", headers=tag)
    assert changed.status_code == 200
    assert b"A new one" in changed.data


def test_words_that_xml_cannot_say_break_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.carla, "Signs")
    with site(app):
        asked = db.session.get_one(Question, number)
        asked.title, asked.excerpt = "Signs \x0b\x01 ]]> \ufffe", "\x1b"
    answer(app, number, cast.bob)
    with site(app):
        db.session.query(Answer).one().body_html = "<p>\x08</p>"
    assert titles(feed(browser, "/feeds/questions")) == ["Signs  ]]> "]
    assert len(titles(feed(browser, f"/feeds/questions/{number}"))) == 2


@pytest.mark.usefixtures("some")
def test_pages_name_their_feeds(browser: Browser) -> None:
    for page, address in (
        ("/questions?topic=devices", "/feeds/questions?topic=devices"),
        ("/questions?filter=unsolved", "/feeds/questions?filter=unsolved"),
        ("/tags/card", "/feeds/questions?tag=card"),
        ("/questions/1", "/feeds/questions/1"),
        ("/", "/feeds/questions"),
    ):
        found = 'type="application/atom+xml" title="'
        html = browser.get(page).html
        assert found in html, page
        assert f'href="http://localhost{address}"' in html, page
        feed(browser, address)
