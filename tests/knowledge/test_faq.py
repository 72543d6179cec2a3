"""The FAQ orders itself by what people need."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.knowledge import queries
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.topics import queries as topics
from tests import factories
from tests.factories import site


def needed(app, number, hits, helped=0):
    document = f"article:{number}"
    with site(app):
        signals.add_hits([(document, clock.now().timestamp())] * hits)
        db.session.execute(
            sa.update(DocumentSignal).where(DocumentSignal.document == document).values(helped=helped)
        )


def order(page, *titles):
    return sorted(titles, key=lambda title: page.text.index(title))


def test_what_is_needed_most_stands_on_top_and_pins_above_it(app, cast, browser):
    helped = factories.article(app, cast, "Helped many")  # the oldest: age alone would put it last
    often = factories.article(app, cast, "Often read")
    seldom = factories.article(app, cast, "Seldom read")
    needed(app, seldom, 1)
    needed(app, often, 10)
    needed(app, helped, 2, helped=5)
    titles = ("Seldom read", "Often read", "Helped many")
    assert order(browser.get("/faq/orders"), *titles) == ["Helped many", "Often read", "Seldom read"]

    browser.sign_in(cast.mo)
    browser.submit(browser.get(f"/articles/{seldom}"), "Pin")
    browser.sign_out()

    assert order(browser.get("/faq/orders"), *titles) == ["Seldom read", "Helped many", "Often read"]


def test_hits_of_long_ago_weigh_less(app, cast):
    new, old = factories.article(app, cast, "New fame"), factories.article(app, cast, "Old fame")
    with site(app):
        documents = [f"article:{old}", f"article:{new}"]
        now = clock.now().timestamp()
        signals.add_hits([(documents[0], now - 90 * 86400)] * 20 + [(documents[1], now)] * 5)
        found = queries.entries(topics.by_slug("orders").id, "en")

    assert [e.title for e in found] == ["New fame", "Old fame"]


def test_entries_open_in_place_and_have_an_address_of_their_own(app, cast, browser):
    number = factories.article(app, cast)

    page = browser.get("/faq/orders")

    assert f'id="article-{number}"' in page.html
    assert "<strong>30 days</strong>" in page.html
    assert f"/articles/{number}-how-do-refunds-work" in page.html


def test_readers_get_their_language_and_are_offered_the_others(app, cast, browser):
    factories.article(app, cast, "How do refunds work?")
    factories.article(app, cast, "Comment ça marche ?", lang="fr")

    english = browser.get("/faq/orders")
    assert "How do refunds work?" in english.text
    assert "Comment ça marche" not in english.text
    assert "Comment ça marche" in browser.get(english.link("Français")).text
    swedish = browser.get("/faq/orders", **{"Accept-Language": "sv"})
    assert swedish.status == 200
    assert "How do refunds work?" in swedish.text
    assert 'lang="en"' in swedish.html


def test_staff_see_why_each_stands_where_it_does(app, cast, browser):
    number = factories.article(app, cast)
    needed(app, number, 4, helped=2)
    browser.sign_in(cast.ana)

    assert "Need 10.0: 4.0 visits of late, helped 2 of 2, trust 100 %" in browser.get("/faq/orders").text


def test_an_unknown_topic_is_not_found(app, browser):
    assert browser.get("/faq/nowhere").status == 404
