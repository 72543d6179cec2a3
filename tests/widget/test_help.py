"""Carla is in a shop and looks for help there: she finds it, or asks, as a guest."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, rate_limits
from forum.core.db import db
from forum.search.models import Hit
from forum.support.models import Case
from forum.threads.models import Question
from forum.votes.models import Verdict
from forum.widget import place
from tests.accounts import mails
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser, Page
from tests.search.stage import records, work
from tests.widget.stage import SHOP, frame, listed

BASKET = f"{SHOP}/basket"


@pytest.fixture
def shop(app: Askwell, cast: Cast) -> Cast:
    """A listed shop, an article, a solved and a hidden question."""
    for name in ("carla", "bob", "dan", "mo", "root"):
        getattr(cast, name)
    listed(app, cast, SHOP)
    article(app, cast, "How do refunds work?", "You get the money back. See [more](/articles/1).")
    asked = question(app, cast.dan, "Refund abroad is late", "It is late.")
    answer(app, asked, cast.bob, "Banks abroad take ten days.", accepted=True)
    hidden = question(app, cast.dan, "Refund of a hidden thing", "Nobody reads the refund.")
    with site(app):
        db.session.get_one(Question, hidden).hidden_at = clock.now()
    work(app)
    return cast


def to(page: Page, words: str) -> str:
    return page.link(words)


def test_carla_reads_an_answer_in_place_and_says_that_it_helped(
    app: Askwell, shop: Cast, browser: Browser
) -> None:
    start = frame(browser, ui="sv", theme="dark")
    assert 'lang="sv" data-theme="dark"' in start.html
    assert "How do refunds work?" in start.text, "what people need most"
    found = frame(browser, q="refund")
    assert "hidden" not in found.text
    assert f"site={SHOP}" in to(found, "How do refunds work?")
    (record,) = records(app)
    assert (record.source, record.query, record.total) == ("widget", "refund", 2)

    read = browser.get(to(found, "How do refunds work?"))
    assert "You get the money back." in read.text
    assert '<base target="_blank">' in read.html, "other pages of ours open in a tab of their own"
    (record,) = records(app)
    assert (record.outcome, [pair[0] for pair in record.opened]) == ("opened", ["article:1"])
    with site(app):
        assert db.session.query(Hit).count() == 1

    again = browser.get(to(read, "Back to the results"))
    assert "2 results" in again.text
    assert len(records(app)) == 1, "she came back to the same search"

    thanks = browser.submit(read, "Yes, it helped")
    assert "Thank you." in thanks.text
    (record,) = records(app)
    assert (record.outcome, record.ended_on) == ("helped", "article:1")
    with site(app):
        assert db.session.query(Verdict).one().helped is True


def test_suggestions_lead_into_the_frame(app: Askwell, shop: Cast, browser: Browser) -> None:
    fragment = frame(browser, "/widget/suggest", q="refu").html
    assert 'data-href="/widget/read/article:1?site=' in fragment
    assert 'data-href="/articles' not in fragment
    assert "hidden thing" not in fragment


def test_what_guests_may_not_read_is_not_there_for_staff_either(app: Askwell, shop: Cast) -> None:
    """A page around the frame is not ours: who is signed in with us sees no more in it."""
    for person in (shop.mo, shop.dan):
        someone = Browser(app).sign_in(person)
        assert frame(someone, "/widget/read/question:2").status == 404
        assert "hidden" not in frame(someone, q="refund").text
        assert "Refund abroad" in frame(someone, "/widget/read/question:1").text


def by_mail(app: Askwell, browser: Browser) -> Page:
    """Follow the mailed link: the page that her words wait on."""
    (mail,) = (each for each in mails.waiting(app) if each["to"] == "nora@example.com")
    page = browser.get(mails.link(mail))
    return browser.submit(page, "Go on", name="Nora")


@pytest.mark.parametrize(("button", "cases"), [("Ask the community", 0), ("Ask a person of our team", 1)])
def test_an_answer_that_did_not_help_leads_to_people(
    app: Askwell, shop: Cast, browser: Browser, button: str, cases: int
) -> None:
    read = browser.get(to(frame(browser, q="refund"), "How do refunds work?"))
    form = browser.submit(read, "Yes, it helped", button="No")
    assert "Why did it not help?" in form.text
    refused = browser.submit(
        form, button, note="It says nothing of customs.", email="nowhere", with_page="1", around=BASKET
    )
    assert refused.status == 422
    assert dict(refused.form(button).fields)["note"] == "It says nothing of customs."
    sent = browser.submit(refused, button, email="nora@example.com")
    assert "Look in your mail" in sent.text
    with site(app):
        assert db.session.query(Question).count() == 2, "nothing is posted before the address is proven"

    browser.submit(by_mail(app, browser), "Send")
    with site(app):
        asked = db.session.query(Question).order_by(Question.id.desc()).first()
        assert asked is not None
        assert asked.body.startswith("It says nothing of customs.")
        assert f"I was on this page: `{BASKET}`" in asked.body
        assert asked.author_id == db.session.query(Person).filter_by(email="nora@example.com").one().id
        assert db.session.query(Case).count() == cases
    (record,) = records(app)
    assert record.outcome == ("escalated" if cases else "asked")


def test_carla_asks_where_nothing_was_found(app: Askwell, shop: Cast, browser: Browser) -> None:
    nothing = frame(browser, q="unicycle")
    form = browser.get(to(nothing, "Ask a question"))
    assert dict(form.form("Ask the community").fields)["title"] == "unicycle"
    refused = browser.submit(
        form, "Ask the community", title="Do you sell unicycles?", body="With one wheel.", topic="", email=""
    )
    assert "Choose a topic." in refused.text
    browser.submit(refused, "Ask the community", topic="orders", email="nora@example.com", around=BASKET)
    browser.submit(by_mail(app, browser), "Send")
    with site(app):
        asked = db.session.query(Question).order_by(Question.id.desc()).first()
        assert asked is not None
        assert (asked.title, asked.body) == ("Do you sell unicycles?", "With one wheel."), (
            "she did not tick the page"
        )


def test_only_pages_of_the_shop_around_are_named(app: Askwell, shop: Cast) -> None:
    bad = (
        "https://evil.example/x",
        "javascript:alert(1)",
        f"{SHOP}.evil.example/",
        f"{SHOP}/a b",
        "x",
        "https://[",
        "",
    )
    with app.test_request_context(f"/widget?site={SHOP}"):
        assert [page for page in bad if place.page_around(page)] == []
        assert place.page_around(f"{BASKET}?token=secret#x") == BASKET, "what follows the path stays there"
        assert place.page_around(f"{SHOP}/`x`") == f"{SHOP}/%60x%60"
    with app.test_request_context("/widget?site=https://evil.example"):
        assert place.page_around("https://evil.example/x") == "", "a site that nobody listed"


def test_too_often_is_said_in_the_frame_and_no_word_is_lost(
    app: Askwell, shop: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = frame(browser, "/widget/ask")
    monkeypatch.setattr(rate_limits, "MAIL_TO", rate_limits.Limit("mail to", 0, 3600))
    typed = {
        "title": "Do you sell bells?",
        "body": "Small ones.",
        "topic": "orders",
        "email": "nora@example.com",
    }
    refused = browser.submit(form, "Ask the community", **typed)
    assert refused.status == 429
    assert refused.response.headers["Retry-After"]
    assert SHOP in refused.response.headers["Content-Security-Policy"]
    assert typed.items() <= dict(refused.form("Ask the community").fields).items()
    assert "nora@example.com" not in [mail["to"] for mail in mails.waiting(app)]

    monkeypatch.setattr(rate_limits, "SEARCH", rate_limits.Limit("search", 1, 3600))
    answers = [frame(browser, q="refund") for _ in range(3)]
    assert answers[-1].status == 429
    assert SHOP in answers[-1].response.headers["Content-Security-Policy"]


def test_a_form_of_another_site_is_refused(app: Askwell, shop: Cast, browser: Browser) -> None:
    read = frame(browser, "/widget/read/article:1")
    fields = dict(read.form("Yes, it helped").fields) | {"helped": "1"}
    for headers in ({"Origin": SHOP}, {"Sec-Fetch-Site": "cross-site"}):
        refused = browser.post(f"/widget/verdicts?site={SHOP}", fields, **headers)
        assert refused.status == 400
    with site(app):
        assert db.session.query(Verdict).count() == 0
