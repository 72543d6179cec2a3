"""What is kept in memory: never more than allowed, never older than the content."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import clock, freshness, guest_pages
from forum.core.db import db
from forum.topics import queries as topics
from forum.topics.models import Topic
from tests.factories import Cast, question, site, topic
from tests.pages import Browser


def test_kept_pages_stay_within_their_bounds(
    app: Askwell, cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = len(browser.get("/questions").html.encode())
    monkeypatch.setattr(guest_pages, "MAX_BYTES", 4 * one)
    for page in range(1, 12):
        browser.get(f"/questions?page={page}")
        assert guest_pages.size() <= 4 * one
    assert browser.get("/questions?page=11").response.headers.get("X-Kept") == "1"
    assert browser.get("/questions?page=2").response.headers.get("X-Kept") is None


def test_a_part_is_made_once_and_anew_when_content_changed(app: Askwell, cast: Cast) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    for _ in range(3):
        with app.app_context():
            assert freshness.kept("part", make) == 1
    question(app, cast.dan)
    with app.app_context():
        assert freshness.kept("part", make) == 2


def test_whoever_is_changing_content_sees_it_and_keeps_nothing(app: Askwell) -> None:
    topic(app, "orders")
    with app.app_context():
        assert [t.slug for t in topics.all()] == ["orders"]
    with app.app_context():
        db.session.add(
            Topic(
                slug="returns",
                name={"en": "Returns"},
                description={},
                promise_hours=9,
                position=1,
                created_at=clock.now(),
            )
        )
        assert [t.slug for t in topics.all()] == ["orders", "returns"]
        db.session.rollback()
        assert [t.slug for t in topics.all()] == ["orders"]
    with site(app):
        assert [t.slug for t in topics.all()] == ["orders"]


def test_marked_up_text_and_plain_text_are_remembered_apart(app: Askwell) -> None:
    source = (
        '{% from "components/ui.html" import badge %}{{ badge("lang", "en", text="<b>"|safe) }}'
        '|{{ badge("lang", "en", text="<b>") }}'
    )
    with app.test_request_context("/"):
        marked, _, plain = app.jinja_env.from_string(source).render().partition("|")
    assert "<b>" in marked
    assert "<b>" not in plain
    assert "&lt;b&gt;" in plain
