"""Root says how a topic's articles come about, and how often they are looked at again."""

from __future__ import annotations

import pytest

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Invalid, NotAllowed
from forum.topics import actions, queries
from forum.topics.models import Topic
from tests import factories
from tests.factories import site

RULES = {
    "promise_hours": 24,
    "steps": 2,
    "write_role": "agent",
    "review_role": "moderator",
    "publish_role": "moderator",
    "review_days": 365,
    "team": [],
}


def test_root_gives_a_topic_three_steps_an_interval_and_a_team(app, cast, browser):
    factories.topic(app)
    ana = cast.ana.id
    browser.sign_in(cast.root)
    page = browser.get("/admin/topics")
    assert "every 365 days" in page.text

    settings = browser.get(page.link("Orders"))
    saved = browser.submit(
        settings, "Save", steps=3, review_days=90, review_role="agent", publish_role="admin", team=[str(ana)]
    )

    assert "every 90 days" in saved.text
    again = browser.get("/admin/topics/orders").form("Save")
    assert {("steps", "3"), ("review_days", "90"), ("publish_role", "admin"), ("team", str(ana))} <= set(
        again.fields
    )
    with site(app):
        topic = queries.by_slug("orders")
        assert (topic.steps, topic.write_role, topic.review_role, topic.publish_role) == (
            3,
            "agent",
            "agent",
            "admin",
        )
        assert queries.team(topic.id) == [ana]
        said = db.session.query(AuditEntry).filter_by(did="changed the topic", by_id=cast.root.id).one()
        assert said.detail["steps"] == 3
        assert "write_role" not in said.detail  # only what was changed


def test_no_interval_is_never(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.root)

    page = browser.submit(browser.get("/admin/topics/orders"), "Save", review_days="")

    assert "never" in page.text
    with site(app):
        assert queries.by_slug("orders").review_days is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("steps", 4),
        ("write_role", "customer"),
        ("publish_role", "guest"),
        ("review_days", 0),
        ("promise_hours", 0),
    ],
)
def test_what_makes_no_sense_is_refused(app, cast, field, wrong):
    factories.topic(app)
    with site(app):
        topic = queries.to_change("orders", cast.root)
        with pytest.raises(Invalid) as refused:
            actions.set_rules(topic, cast.root, **RULES | {field: wrong})
    assert list(refused.value.errors) == [field]
    page_says = "Choose" in refused.value.errors[field] or "etween" in refused.value.errors[field]
    assert page_says


def test_a_refused_form_keeps_what_root_chose(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.root)

    page = browser.submit(browser.get("/admin/topics/orders"), "Save", review_days="99999", steps=1)

    assert page.status == 422
    assert "Between a day and ten years" in page.text
    assert {("steps", "1"), ("review_days", "99999")} <= set(page.form("Save").fields)


def test_customers_are_in_no_team(app, cast):
    factories.topic(app)
    carla, ana = cast.carla.id, cast.ana.id
    with site(app):
        topic = queries.to_change("orders", cast.root)
        actions.set_rules(topic, cast.root, **RULES | {"team": [carla, ana]})
        assert queries.team(topic.id) == [ana]


def test_moderators_do_not_change_the_rules(app, cast, browser):
    factories.topic(app)
    browser.sign_in(cast.mo)
    assert browser.get("/admin/topics").status == 403
    with site(app):
        with pytest.raises(NotAllowed):
            queries.to_change("orders", cast.mo)
        with pytest.raises(NotAllowed):
            actions.set_rules(db.session.query(Topic).one(), cast.mo, **RULES)
