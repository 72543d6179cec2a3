"""What a page's head says to programs: one address, whether it is worth finding, and what stands on it (JSON-LD)."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.feeds import policy
from forum.threads import actions
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser

LONG = "It was refused twice, in a shop and on the web, and the bank says that all is well on their side."


def told(html: str) -> dict[str, Any]:
    """{type: data} of the page's JSON-LD."""
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return {data["@type"]: data for data in map(json.loads, found)}


def canonical(html: str) -> str | None:
    found = re.findall(r'<link rel="canonical" href="([^"]+)">', html)
    assert len(found) <= 1
    return found[0].replace("http://localhost", "").replace("&amp;", "&") if found else None


def weak(html: str) -> bool:
    return '<meta name="robots" content="noindex, follow">' in html


def test_an_answered_question_is_a_qa_page(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.carla, "Why </script><script>alert(1)</script>?", "It **says** no.")
    solution = answer(app, number, cast.bob, "Switch it *on*.", accepted=True, score=3)
    answer(app, number, cast.dan, "Or wait.")
    canary, mo = answer(app, number, cast.dan, "A hidden canary."), cast.mo
    with site(app):
        actions.hide(db.session.get_one(Answer, canary), mo, "Off topic.")
    page = browser.get(f"/questions/{number}")
    assert (canonical(page.html), weak(page.html)) == (page.path, False)
    assert "<script>alert" not in page.html
    data = told(page.html)
    entity = data["QAPage"]["mainEntity"]
    assert data["QAPage"]["@context"] == "https://schema.org"
    assert (entity["@type"], entity["name"]) == ("Question", "Why </script><script>alert(1)</script>?")
    assert (entity["text"], entity["answerCount"], entity["author"]["name"]) == ("It says no.", 2, "Carla")
    accepted = entity["acceptedAnswer"]
    assert (accepted["@type"], accepted["text"], accepted["upvoteCount"]) == ("Answer", "Switch it on.", 3)
    assert accepted["url"].endswith(f"{page.path}#answer-{solution}")
    assert [each["text"] for each in entity["suggestedAnswer"]] == ["Or wait."]
    assert "canary" not in json.dumps(data)
    steps = data["BreadcrumbList"]["itemListElement"]
    assert [(s["position"], s["name"]) for s in steps[:2]] == [(1, "Questions"), (2, "Orders")]
    assert all(s["item"].startswith("http://localhost/") for s in steps)
    assert "script-src 'self'" in page.response.headers["Content-Security-Policy"]


def test_a_weak_question_says_so_until_somebody_answers(app: Askwell, cast: Cast, browser: Browser) -> None:
    young = question(app, cast.carla, "Asked just now", LONG)
    short = question(app, cast.carla, "Says nothing", "Help!", hours_ago=30)
    good = question(app, cast.carla, "Says enough", LONG, hours_ago=30)
    old = question(app, cast.carla, "Nobody cares", LONG, hours_ago=24 * 90)
    cared = question(app, cast.carla, "Somebody cares", LONG, hours_ago=24 * 90, affected_count=1)
    found = {
        number: weak(browser.get(f"/questions/{number}").html) for number in (young, short, good, old, cared)
    }
    assert found == {young: True, short: True, good: False, old: True, cared: False}
    assert "QAPage" not in told(
        browser.get(f"/questions/{good}").html
    )  # no answer yet: nothing to show there
    answer(app, short, cast.bob)
    assert not weak(browser.get(f"/questions/{short}").html)
    assert weak(browser.get(f"/questions/{short}/history").html)
    assert weak(browser.get(browser.get(f"/questions/{short}").path + "?page=2").html)
    hidden = question(app, cast.carla, "Hidden", LONG, hours_ago=30, hidden_at=clock.now())
    assert weak(browser.sign_in(cast.mo).get(f"/questions/{hidden}").html)


_AGES = st.sampled_from([0, 23, 24, 25, 24 * 59, 24 * 60, 24 * 61])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(
    hours=_AGES, answers=st.integers(0, 1), chars=st.sampled_from([0, 29, 30, 79, 80]), lang=st.sampled_from(["en", "ja"]),
    score=st.integers(-1, 1), affected=st.integers(0, 1), views=st.integers(0, 1),
)  # fmt: skip
def test_the_page_and_the_sitemap_judge_alike(
    judged: tuple[Askwell, int],
    hours: int,
    answers: int,
    chars: int,
    lang: str,
    score: int,
    affected: int,
    views: int,
) -> None:
    app, number = judged
    now = clock.now()
    values: dict[str, Any] = {
        "answer_count": answers, "created_at": now - timedelta(hours=hours), "excerpt": "x" * chars,
        "lang": lang, "score": score, "affected_count": affected, "views": views,
    }  # fmt: skip
    with site(app):
        db.session.execute(sa.update(Question).where(Question.id == number).values(**values))
        strong = db.session.scalar(sa.select(Question.id).where(policy.strong(now), Question.id == number))
        db.session.rollback()
    because = policy.why_weak(SimpleNamespace(**values), now)
    assert (because is None) == (strong is not None), because
    assert because is None or because in policy.WHY


@pytest.fixture
def judged(app: Askwell, cast: Cast) -> tuple[Askwell, int]:
    return app, question(app, cast.carla, "Judged")


def test_lists_have_one_address_and_only_the_plain_ones_are_for_search_engines(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for number in range(22):
        question(app, cast.carla, f"Question {number}", tags=("card",))
    for path, expected in {
        "/questions": ("/questions", False),
        "/questions?filter=newest&page=3&x=1": ("/questions", False),
        "/questions?topic=orders": ("/questions?topic=orders", False),
        "/questions?topic=orders&filter=unsolved": ("/questions?filter=unsolved&topic=orders", True),
        "/questions?lang=en": ("/questions?lang=en", True),
        "/questions?tag=Card": ("/tags/card", False),
        "/tags/card?filter=due": ("/tags/card?filter=due", True),
        "/tags": ("/tags", False),
        "/tags?q=ca": ("/tags", True),
        "/search?q=card": (None, True),
        "/search": (None, True),
        f"/people/{cast.carla.id}": (f"/people/{cast.carla.id}", True),
        "/": ("/", False),
    }.items():
        html = browser.get(path).html
        assert (canonical(html), weak(html)) == expected, path
    page = browser.get("/questions?topic=orders")
    further = browser.get(page.link("Next")).html
    assert (canonical(further), weak(further)) == ("/questions?topic=orders", True)
    answer(app, 1, cast.bob)
    assert not weak(browser.get(f"/people/{cast.bob.id}").html)


def test_an_article_names_its_other_languages_and_itself(app: Askwell, cast: Cast, browser: Browser) -> None:
    first = article(app, cast, "How do refunds work?", summary="In thirty days.")
    other = article(app, cast, "Hur fungerar det?", lang="sv")
    with site(app):
        from forum.knowledge.models import Article

        family = db.session.get_one(Article, first).family_id or first
        db.session.get_one(Article, first).family_id = family
        db.session.get_one(Article, other).family_id = family
    page = browser.get(f"/articles/{first}")
    assert (canonical(page.html), weak(page.html)) == (page.path, False)
    assert set(re.findall(r'hreflang="(\w+)" href="http://localhost(/articles/\d+)', page.html)) == {
        ("en", f"/articles/{first}"), ("sv", f"/articles/{other}"),
    }  # fmt: skip
    data = told(page.html)
    assert (data["Article"]["headline"], data["Article"]["description"]) == (
        "How do refunds work?",
        "In thirty days.",
    )
    assert data["Article"]["dateModified"]
    html = browser.get("/faq/orders?lang=sv").html
    assert canonical(html) == "/faq/orders?lang=sv"
    assert re.findall(r'hreflang="([\w-]+)"', html.split("</head>")[0]) == ["en", "sv", "x-default"]
    entry = told(html)["FAQPage"]["mainEntity"][0]
    assert (entry["@type"], entry["acceptedAnswer"]["@type"]) == ("Question", "Answer")
    draft = article(app, cast, "Not out yet", published=False)
    assert weak(browser.sign_in(cast.ana).get(f"/articles/{draft}").html)


def test_no_page_has_two_addresses(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.carla, "An old title")
    old = browser.get(f"/questions/{number}").path
    page = browser.sign_in(cast.carla).get(f"/questions/{number}/edit")
    browser.submit(page, "Save", title="Quite another title")
    answered = browser.client.get(old)
    assert (answered.status_code, answered.location) == (301, f"/questions/{number}-quite-another-title")
