"""Lin looks after one topic: in all others she is a colleague among colleagues, and what holds everywhere is not hers."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.flags.models import Flag
from forum.knowledge.models import Article
from forum.threads.models import Tag
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser

OTHERS = "This stands in a topic that others look after."
EVERYWHERE = "This holds for the whole site"


@pytest.fixture
def lin(app: Askwell, cast: Cast) -> Browser:
    hers = factories.topic(app, "returns", "Returns")
    lin = cast.make("lin", role="moderator")
    with site(app):
        db.session.get_one(Person, lin.id).moderated_topics = [hers]
    return Browser(app).sign_in(lin)


def test_articles_of_other_topics_are_published_and_put_away_by_others(
    app: Askwell, cast: Cast, lin: Browser
) -> None:
    number = factories.article(app, cast, "Kettle refunds")
    page = lin.get(f"/articles/{number}")
    token = dict(page.form("/flags").fields)["csrf_token"]
    assert "Edit" in page.text  # as an agent
    assert not page.has_form(f"/articles/{number}/archive")
    assert not page.has_form(f"/articles/{number}/pin")
    for deed in ("archive", "pin"):
        refused = lin.post(f"/articles/{number}/{deed}", {"csrf_token": token})
        assert (refused.status, OTHERS in refused.text) == (403, True)
    returns = factories.topic(app, "returns")
    with site(app):
        db.session.get_one(Article, number).topic_id = returns
    assert lin.get(f"/articles/{number}").has_form(f"/articles/{number}/archive")


def test_flags_are_settled_by_who_looks_after_the_text(app: Askwell, cast: Cast, lin: Browser) -> None:
    number = factories.article(app, cast, "Kettle refunds")
    with site(app):
        made = flags.flag(Target("article", number), cast.ana, "outdated", "It is 30 days.")
        flag_id = made.id
    path = f"/flags/article:{number}"
    page = lin.get(path)
    assert not page.has_form(f"/flags/{flag_id}/rejection")
    assert "Keep the text as it is" in Browser(app).sign_in(cast.mo).get(path).text
    assert lin.submit(page, f"/flags/{flag_id}/dispute", because="It is right.").status == 200
    with site(app):
        assert db.session.get_one(Flag, flag_id).disputed_by_id is not None


def test_tags_and_synonyms_are_no_topics_own(app: Askwell, cast: Cast, lin: Browser) -> None:
    factories.question(app, cast.carla, tags=["kettle"])
    with app.app_context():
        tag = db.session.query(Tag).filter_by(name="kettle").one().id
    address = f"/moderation/tags/{tag}"
    assert f'href="{address}"' not in lin.get("/tags/kettle").html
    assert f'href="{address}"' in Browser(app).sign_in(cast.mo).get("/tags/kettle").html
    refused = lin.get(address)
    assert (refused.status, EVERYWHERE in refused.text) == (403, True)
    assert not lin.get("/moderation/synonyms").has_form("/moderation/synonyms")
