"""A site without a demo: Root makes its first topic in the page, and people can ask."""

from __future__ import annotations

from forum import Askwell
from forum.core.audit import AuditEntry
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser


def test_root_makes_the_first_topic_of_an_empty_site(app: Askwell, cast: Cast, browser: Browser) -> None:
    assert "Our team has just begun" in browser.get("/faq").text
    home = browser.sign_in(cast.root).get("/")
    page = browser.get(home.link("Make a topic"))
    assert "No topics yet" in page.text
    rules = browser.submit(page, "Make a topic", name="Bicycles & lamps")
    assert rules.path == "/admin/topics/bicycles-lamps"
    assert "No topics yet" not in browser.sign_in(cast.carla).get("/").text
    assert "Bicycles & lamps" in browser.get("/ask").text
    with site(app):
        assert db.session.query(AuditEntry).filter_by(did="made the topic", by_id=cast.root.id).count() == 1


def test_a_name_is_needed_and_stands_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.root).get("/admin/topics")
    assert browser.submit(page, "Make a topic", name="Bicycles").status == 200
    again = browser.submit(page, "Make a topic", name="bicycles!")
    assert again.status == 422
    assert "There is one of this name already." in again.text
    assert ("name", "bicycles!") in again.form("Make a topic").fields
    assert browser.submit(page, "Make a topic", name=" ").status == 422
    assert "A topic needs a name." in browser.submit(page, "Make a topic", name="!!!").text
    assert "This is too long." in browser.submit(page, "Make a topic", name="b" * 61).text


def test_lists_of_a_new_site_say_why_they_are_empty(app: Askwell, browser: Browser) -> None:
    assert "Nobody has asked anything yet." in browser.get("/questions").text
    assert "Nothing fits what you chose." in browser.get("/questions?filter=unsolved").text
    tags = browser.get("/tags")
    assert "whoever asks can give some" in tags.text
    assert "Show all tags" in browser.get("/tags?q=lamp").text
