"""Topics below topics: three levels at most, never in a circle, and a topic's lists hold what stands below it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum import Askwell
from forum.core.db import db
from forum.core.errors import Invalid
from forum.importing.actions import Run
from forum.topics import actions, queries, tree
from forum.topics.models import Topic
from tests.factories import Cast, article, question, site, topic
from tests.pages import Browser


@pytest.fixture
def shop(app: Askwell) -> dict[str, int]:
    """orders > delivery > abroad, and payments beside."""
    made = {
        slug: topic(app, slug, slug.capitalize()) for slug in ("orders", "delivery", "abroad", "payments")
    }
    with site(app):
        for place, slug in enumerate(made):
            db.session.get_one(Topic, made[slug]).position = place
        db.session.get_one(Topic, made["delivery"]).parent_id = made["orders"]
        db.session.get_one(Topic, made["abroad"]).parent_id = made["delivery"]
    return made


def test_root_moves_a_topic_with_all_below_it(
    app: Askwell, cast: Cast, shop: dict[str, int], browser: Browser
) -> None:
    browser.sign_in(cast.root)
    page = browser.get("/admin/topics/delivery")
    page = browser.submit(page, "/place", "Move", parent=str(shop["payments"]))
    assert "It is in force now" in page.text
    with site(app):
        assert [(t.slug, t.depth) for t in queries.all()] == [
            ("orders", 0), ("payments", 0), ("delivery", 1), ("abroad", 2),
        ]  # fmt: skip
        assert [t.slug for t in queries.path(shop["abroad"])] == ["payments", "delivery", "abroad"]
        assert queries.below(shop["payments"]) == (shop["payments"], shop["delivery"], shop["abroad"])
        assert queries.slugs_below("delivery") == ("delivery", "abroad")
    page = browser.submit(browser.get("/admin/topics/delivery"), "/place", "Move", parent="")
    with site(app):
        assert [t.slug for t in queries.children(None)] == ["orders", "payments", "delivery"]
    page = browser.get("/admin/topics")
    row = next(f for f in page.reader.forms if f.action.endswith("/delivery/place"))
    browser.post(row.action, [*row.fields])
    with site(app):
        assert [t.slug for t in queries.children(None)] == ["orders", "delivery", "payments"]


def test_no_circle_no_fourth_level(app: Askwell, cast: Cast, shop: dict[str, int], browser: Browser) -> None:
    page = browser.sign_in(cast.root).get("/admin/topics/orders")
    assert 'id="f-parent"' not in page.html  # below itself it can't stand, and three levels would become four
    page = browser.submit(browser.get("/admin/topics/abroad"), "/place", "Move", parent=str(shop["orders"]))
    token = dict(browser.get("/admin/topics/delivery").form("/place").fields)["csrf_token"]
    for slug, under, sentence in (
        ("orders", "delivery", "under one of its own"),
        ("orders", "orders", "under itself"),
        ("payments", "999", "Choose one of these"),
    ):
        answered = browser.post(
            f"/admin/topics/{slug}/place", {"csrf_token": token, "parent": str(shop.get(under, under))}
        )
        assert (answered.status, sentence in answered.text) == (422, True), slug
    with site(app), pytest.raises(Invalid, match="three deep"):
        actions.move(db.session.get_one(Topic, shop["delivery"]), cast.root, shop["payments"])
        actions.move(db.session.get_one(Topic, shop["abroad"]), cast.root, shop["delivery"])
        actions.move(db.session.get_one(Topic, shop["payments"]), cast.root, shop["orders"])
    assert browser.sign_in(cast.mo).get("/admin/topics").status == 403


class _Row:
    def __init__(self, id: int, parent_id: int | None = None) -> None:
        self.id, self.parent_id, self.group_id = id, parent_id, None


@given(st.lists(st.tuples(st.integers(1, 9), st.one_of(st.none(), st.integers(1, 9))), max_size=40))
def test_whatever_is_moved_where_it_stays_a_tree_of_three_levels(moves: list[tuple[int, int | None]]) -> None:
    rows: list[Any] = [_Row(number) for number in range(1, 10)]
    for moved, parent in moves:
        if tree.why_not(rows, moved, parent) is None:
            rows[moved - 1].parent_id = parent
    found = tree.in_order(rows)
    assert sorted(row.id for row, _depth in found) == list(range(1, 10))
    assert max(depth for _row, depth in found) < tree.DEPTH_MAX
    for row, depth in found:
        way = tree.path(rows, row.id)
        assert (len(way), way[-1]) == (depth + 1, row)
        assert all(row.id in tree.below(rows, above.id) for above in way)


def test_lists_and_faq_of_a_topic_hold_what_stands_below(
    app: Askwell, cast: Cast, shop: dict[str, int], browser: Browser
) -> None:
    question(app, cast.carla, "Parcel held by customs", topic_slug="abroad")
    question(app, cast.carla, "Card was declined", topic_slug="payments")
    article(app, cast, "Customs take a week", topic_slug="abroad")
    article(app, cast, "Orders can be changed", topic_slug="orders")
    page = browser.get("/questions?topic=orders")
    assert "Parcel held by customs" in page.text
    assert "Card was declined" not in page.text
    assert [words for href, words in browser.get("/questions?topic=abroad").reader.links if "topic=" in href][:2] == [
        "Orders", "Delivery",
    ]  # fmt: skip
    page = browser.get("/faq/orders")
    assert "Customs take a week" in page.text
    assert "Orders can be changed" in page.text
    page = browser.get("/faq")
    assert "Customs take a week" in page.text
    assert [href for href, words in page.reader.links if words == "Customs take a week"].__len__() == 1
    assert "Orders can be changed" not in browser.get("/faq/delivery").text


def test_an_import_and_programs_know_the_tree(
    app: Askwell, cast: Cast, browser: Browser, tmp_path: Path
) -> None:
    question(app, cast.carla, "Parcel held by customs", topic_slug="abroad")
    lines = [
        {"type": "topic", "id": "abroad", "name": {"en": "Abroad"}, "parent": "delivery"},
        {"type": "topic", "id": "delivery", "name": {"en": "Delivery", "sv": "Leverans"}},
        {"type": "topic", "id": "delivery", "name": {"en": "Delivery"}, "parent": "abroad"},
        {"type": "topic", "id": "orders", "name": {"en": "Orders"}, "parent": "orders"},
    ]
    file, bad = tmp_path / "topics.jsonl", []
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for expected in ((2, 0), (0, 0)):
        with site(app):
            run = Run(lambda *said: bad.append(said[2]))
            run.take(file)
        assert (run.counts.imported + run.counts.updated, run.counts.imported) == expected
    assert "can't stand under 'orders'" in bad[1]
    listed = {t["slug"]: t["parent"] for t in browser.get("/api/v1/topics").json["results"]}
    assert listed == {"delivery": None, "abroad": "delivery", "orders": None}
    found = browser.get("/api/v1/questions?topic=delivery").json["results"]
    assert [each["title"] for each in found] == ["Parcel held by customs"]
