"""Topics: named in many languages, read once, never stale."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.db import db
from forum.core.errors import Invalid, NotFound
from forum.topics import actions, queries
from forum.topics.models import Topic
from tests.factories import site
from tests.threads.stage import counted_queries


def test_a_topic_is_made_and_found_by_its_address(app: Askwell) -> None:
    with site(app):
        actions.create("Orders & delivery", {"en": "Orders", "sv": "Beställningar"}, {"en": "Parcels"}, 8)
    with site(app):
        found = queries.by_slug("orders-delivery")
        assert (found.name_in("sv"), found.name_in("ja"), found.promise_hours) == (
            "Beställningar",
            "Orders",
            8,
        )
        assert queries.names("sv") == {"orders-delivery": "Beställningar"}
        with pytest.raises(NotFound):
            queries.by_slug("nowhere")


def test_made_again_it_is_brought_up_to_date(app: Askwell) -> None:
    with site(app):
        first = actions.create("orders", {"en": "Orders"})
        actions.create("returns", {"en": "Returns"})
        assert [t.slug for t in queries.all()] == ["orders", "returns"]
        again = actions.create("orders", {"en": "Orders and delivery"}, promise_hours=4)
        assert again.id == first.id
        assert [t.name_in("en") for t in queries.all()] == ["Orders and delivery", "Returns"]
    with site(app):
        assert db.session.query(Topic).count() == 2


def test_topics_are_read_once_and_again_when_they_change(app: Askwell) -> None:
    with site(app):
        actions.create("orders", {"en": "Orders"})
    with site(app):
        queries.all()
    with site(app), counted_queries(app) as seen:
        queries.all()
        queries.by_id()
        assert not any("FROM topic" in statement for statement in seen)
    with site(app):
        db.session.query(Topic).one().promise_hours = 3
    with site(app):
        assert queries.by_slug("orders").promise_hours == 3


def test_a_change_that_is_rolled_back_is_never_shown(app: Askwell) -> None:
    with site(app):
        actions.create("orders", {"en": "Orders"})
    with app.app_context():
        actions.create("orders", {"en": "Never"})
        assert queries.by_slug("orders").name_in("en") == "Never"
        db.session.rollback()
    with site(app):
        assert queries.by_slug("orders").name_in("en") == "Orders"


@pytest.mark.parametrize(
    ("name", "hours"), [({}, 24), ({"en": " "}, 24), ({"en": "Orders"}, 0), ({"en": "Orders"}, 9999)]
)
def test_a_topic_without_name_or_with_an_impossible_promise(
    app: Askwell, name: dict[str, str], hours: int
) -> None:
    with site(app), pytest.raises(Invalid):
        actions.create("orders", name, promise_hours=hours)
