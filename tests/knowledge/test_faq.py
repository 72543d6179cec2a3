"""The FAQ orders itself by what people need."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.knowledge import actions, queries
from forum.knowledge.models import Article
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


def sections(browser):
    """Where Mo arranges the English FAQ."""
    return browser.get("/faq/orders/sections?lang=en")


def arranged(browser, section: str, *titles: str):
    """Mo makes a section of these articles, in this order."""
    page = browser.submit(sections(browser), "Add the section", title=section)
    for title in titles:
        page = browser.submit(sections(browser), "/faq/sections/", do="place", article=title)
    return page


def test_mo_puts_a_section_together_and_the_rest_follows_by_need(app, cast, browser):
    first = factories.article(app, cast, "Where is my parcel?")
    second = factories.article(app, cast, "Who brings it?")
    often = factories.article(app, cast, "Often read")
    pinned = factories.article(app, cast, "Strike this week")
    needed(app, often, 10)
    browser.sign_in(cast.mo)
    arranged(browser, "Delivery", str(second), f"/articles/{first}-where-is-my-parcel", str(pinned))
    browser.submit(browser.get(f"/articles/{pinned}"), "Pin", until="")
    browser.sign_out()

    page = browser.get("/faq/orders")

    titles = (
        "Strike this week",
        "Delivery",
        "Who brings it?",
        "Where is my parcel?",
        "More questions",
        "Often read",
    )
    assert order(page, *titles) == list(titles)
    assert page.html.count(f'id="article-{pinned}"') == 1, "what is pinned stands on top, and once"
    assert page.html.count(f'id="article-{second}"') == 1


def test_a_section_can_be_put_in_another_order_renamed_and_taken_away(app, cast, browser):
    one, two = factories.article(app, cast, "One"), factories.article(app, cast, "Two")
    browser.sign_in(cast.mo)
    arranged(browser, "Basics", str(one), str(two))
    where = browser.get("/faq/orders/sections?lang=en")
    browser.submit(where, "Up", do="place up", article=str(two))
    assert order(browser.get("/faq/orders"), "One", "Two") == ["Two", "One"]
    browser.submit(sections(browser), "Rename", title="First steps")
    assert "First steps" in browser.get("/faq/orders").text
    browser.submit(sections(browser), "Remove the section")
    page = browser.get("/faq/orders")
    assert "First steps" not in page.text
    assert "One" in page.text
    assert "Two" in page.text


def test_only_articles_of_the_page_go_into_its_sections(app, cast, browser):
    french = factories.article(app, cast, "Colis", lang="fr")
    draft = factories.article(app, cast, "Not yet", published=False)
    browser.sign_in(cast.mo)
    browser.submit(sections(browser), "Add the section", title="Delivery")
    for wrong in (str(french), str(draft), "nonsense"):
        answer = browser.submit(sections(browser), "/faq/sections/", do="place", article=wrong)
        assert answer.status == 422
        assert "Choose a published article of this topic and language." in answer.text
    empty = browser.submit(sections(browser), "Add the section", title=" ")
    assert empty.status == 422


def test_customers_do_not_arrange_the_faq(app, cast, browser):
    factories.article(app, cast)
    browser.sign_in(cast.ana)
    assert browser.get("/faq/orders/sections").status == 403


def test_a_pin_ends_with_its_last_day(app, cast, browser):
    number = factories.article(app, cast, "Sale")
    browser.sign_in(cast.mo)
    yesterday, tomorrow = (clock.now().date() + timedelta(days=n) for n in (-1, 1))
    assert (
        "choose a day to come"
        in browser.submit(browser.get(f"/articles/{number}"), "Pin", until=str(yesterday)).text
    )
    browser.submit(browser.get(f"/articles/{number}"), "Pin", until=str(tomorrow))
    with site(app):
        assert actions.end_pins() == 0
        article = db.session.get_one(Article, number)
        assert article.pinned_at is not None
        article.pinned_until = clock.now()
    with site(app):
        assert actions.end_pins() == 1
        assert db.session.get_one(Article, number).pinned_at is None
    assert "Pinned" not in browser.sign_out().get("/faq/orders").text


def test_machines_read_the_entries_but_not_what_is_under_review(app, cast, browser):
    sound = factories.article(app, cast, "Sound </script><b>advice")
    wrong = factories.article(app, cast, "Wrong advice")
    with site(app):
        flags.flag(Target("article", wrong), cast.ana, "inaccurate", "It moved.")
    html = browser.get("/faq/orders").html
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    (block,) = [each for each in blocks if '"FAQPage"' in each]
    said = json.loads(block)
    assert said["@type"] == "FAQPage"
    assert [each["name"] for each in said["mainEntity"]] == ["Sound </script><b>advice"]
    assert said["mainEntity"][0]["url"].startswith("http://")
    assert f"/articles/{sound}-" in said["mainEntity"][0]["url"]
    assert "30 days" in said["mainEntity"][0]["acceptedAnswer"]["text"]
