"""Lists of questions: what is in them, and what never is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, guest_pages
from forum.core.db import db
from forum.core.roles import GUEST
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.threads import queries
from forum.threads.models import Question
from forum.threads.queries import Wanted
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import counted_queries


def titles(browser: Browser, address: str) -> list[str]:
    page = browser.get(address)
    assert page.status == 200
    return [words for href, words in page.reader.links if href.startswith("/questions/")]


@pytest.fixture
def some(app: Askwell, cast: Cast) -> None:
    question(app, cast.carla, "Old and solved", hours_ago=9, tags=("card",))
    answer(app, 1, cast.bob, accepted=True)
    question(app, cast.carla, "Answered only", hours_ago=8, tags=("card", "abroad"))
    answer(app, 2, cast.bob)
    question(app, cast.dan, "Nobody knows", hours_ago=7, topic_slug="devices")
    question(app, cast.dan, "Ingen vet", hours_ago=6, lang="sv", tags=("card",))
    question(app, cast.dan, "A hidden canary", hidden_at=clock.now(), tags=("card",))
    question(app, cast.dan, "A deleted canary", deleted_at=clock.now())


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("/questions", ["Ingen vet", "Nobody knows", "Answered only", "Old and solved"]),
        ("/questions?filter=unanswered", ["Ingen vet", "Nobody knows"]),
        ("/questions?filter=unsolved", ["Ingen vet", "Nobody knows", "Answered only"]),
        ("/questions?topic=devices", ["Nobody knows"]),
        ("/questions?lang=sv", ["Ingen vet"]),
        ("/questions?tag=Card", ["Ingen vet", "Answered only", "Old and solved"]),
        ("/questions?tag=card&filter=unsolved&topic=orders&lang=en", ["Answered only"]),
        ("/questions?tag=nothing", []),
    ],
)
def test_each_list_holds_what_it_says(browser: Browser, address: str, found: list[str]) -> None:
    assert titles(browser, address) == found


@pytest.mark.usefixtures("some")
def test_mine_are_mine_hidden_ones_included(cast: Cast, browser: Browser) -> None:
    assert browser.get("/my/questions").path.startswith("/sign-in")
    browser.sign_in(cast.dan)
    assert titles(browser, "/questions?filter=mine") == ["A hidden canary", "Ingen vet", "Nobody knows"]
    assert titles(browser.sign_in(cast.carla), "/my/questions") == ["Answered only", "Old and solved"]


@pytest.mark.usefixtures("some")
def test_an_unknown_topic_is_not_found(browser: Browser) -> None:
    assert browser.get("/questions?topic=nowhere").status == 404


def test_a_hundred_questions_take_as_many_queries_as_three(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for number in range(45):
        question(app, cast.carla, f"Question number {number}", tags=("card", f"tag-{number}"))
    browser.get("/tags/card")
    guest_pages.clear()
    with counted_queries(app) as seen:
        page = browser.get("/tags/card")
    assert page.html.count("question-row") == 20
    assert len(seen) <= 10, "\n\n".join(seen)  # what is kept of the whole site is made anew
    assert titles(browser, page.link("Next").replace("http://localhost", ""))[0] == "Question number 24"


def test_reading_on_shows_nothing_twice_and_passes_nothing_over(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    numbers = [
        question(app, cast.carla, f"Question number {n:02}", hours_ago=(60 - n) // 3) for n in range(60)
    ]
    page = browser.get("/questions")
    shown = titles(browser, "/questions")
    for turn in range(2):
        question(app, cast.dan, f"Meanwhile {turn}")
        with site(app):  # what was shown goes, what comes next stays
            db.session.get_one(Question, numbers[-1 - turn]).hidden_at = clock.now()
        page = browser.get(page.link("Next"))
        shown += titles(browser, page.path)
    assert shown == [f"Question number {n:02}" for n in reversed(range(60))]
    assert "Next" not in [words for _href, words in page.reader.links]
    back = browser.get(page.link("Previous"))
    assert titles(browser, back.path) == shown[20:40]
    first = browser.get(back.link("Previous"))
    assert titles(browser, first.path)[:2] == ["Meanwhile 1", "Meanwhile 0"]  # the start, and a full page
    assert len(titles(browser, first.path)) == 20
    for nonsense in ("after=x", "after=1-99999999999", "before=99999999999999999-1", "after=-5-1", "page=7"):
        assert titles(browser, f"/questions?{nonsense}")[0] == "Meanwhile 1", nonsense


def test_who_waits_for_us_soonest_comes_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    question(app, cast.carla, "Asked early", hours_ago=20)
    soon = question(app, cast.carla, "Asked late, promised soon", hours_ago=1)
    kept = question(app, cast.carla, "Answered by us")
    question(app, cast.carla, "Waits for whoever asked", paused_at=clock.now())
    question(app, cast.carla, "Promised nothing", due_at=None)
    answer(app, kept, cast.ana, staff=True)
    with site(app):
        db.session.get_one(Question, soon).due_at = clock.now() + timedelta(minutes=5)
        db.session.get_one(Question, kept).staff_answered_at = clock.now()
    page = browser.get("/questions?filter=due")
    assert titles(browser, page.path) == ["Asked late, promised soon", "Asked early"]
    assert "answers by" in page.text


def test_most_read_comes_first(app: Askwell, cast: Cast, browser: Browser) -> None:
    numbers = [question(app, cast.carla, f"Question {n}") for n in range(23)]
    hidden = question(app, cast.carla, "Hidden canary", hidden_at=clock.now())
    with site(app):
        for n, number in enumerate([*numbers[1:], hidden]):
            document = f"question:{number}"
            signals.changed(document)
            db.session.flush()
            db.session.query(DocumentSignal).filter_by(document=document).one().readers = 5 + n // 2
    page = browser.get("/questions?filter=read")
    found = titles(browser, page.path) + titles(browser, browser.get(page.link("Next")).path)
    assert found == [f"Question {n}" for n in reversed(range(1, 23))]
    assert "15 readers in 30 days" in page.text


@pytest.mark.usefixtures("some")
def test_each_tab_says_how_much_is_in_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    def counts(path: str, reader: Browser = browser) -> list[str]:
        html = reader.get(path).html
        return re.findall(r'<a href="[^"]+"[^>]*>[^<]+<span class="count">([^<]+)</span>', html)

    assert counts("/questions") == ["4", "2", "3", "3"]
    assert counts("/tags/card?filter=unsolved") == ["3", "1", "2", "2"]
    assert counts("/questions?lang=sv&topic=orders") == ["1", "1", "1", "1"]
    me = Browser(app).sign_in(cast.bob)
    assert counts("/my/questions", me) == ["0", "2", "2"]
    assert titles(me, "/my/questions?filter=answered") == ["Answered only", "Old and solved"]
    me.submit(me.get("/questions/3"), "Tell me")
    assert titles(me, "/my/questions?filter=followed") == ["Nobody knows", "Answered only", "Old and solved"]


def test_bob_follows_a_topic_and_its_page_says_how_many_do(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question(app, cast.carla, tags=("card",))
    for path in ("/questions?topic=orders", "/tags/card"):
        page = browser.sign_in(cast.bob).get(path)
        browser.submit(page, "Follow")
        page = browser.get(path)
        assert page.has_form("Following")
        assert "One person follows this" in Browser(app).get(path).text


def test_rows_come_in_the_order_asked_for_and_only_those_that_may_be_seen(app: Askwell, cast: Cast) -> None:
    first, second = question(app, cast.carla, "First one"), question(app, cast.carla, "Second one")
    hidden = question(app, cast.carla, "Hidden one", hidden_at=clock.now())
    with site(app):
        assert [r.id for r in queries.rows([second, hidden, first, 999], GUEST)] == [second, first]
        assert [r.id for r in queries.rows([second, hidden], cast.carla)] == [second, hidden]


def test_lists_read_a_partial_index(app: Askwell, cast: Cast) -> None:
    question(app, cast.carla)
    with counted_queries(app) as seen, site(app):
        for name in ("newest", "unanswered", "unsolved"):
            queries.stretch(GUEST, Wanted(name))
        if db.engine.dialect.name != "sqlite":
            return
        plans = [
            " ".join(
                str(row)
                for row in db.session.connection().exec_driver_sql(
                    f"EXPLAIN QUERY PLAN {s}", ("x",) * (s.count("?") - 1) + (21,)
                )
            )
            for s in seen[:3]
        ]
    names = ("ix_question_newest", "ix_question_unanswered", "ix_question_unsolved")
    for plan, name in zip(plans, names, strict=True):
        assert f"INDEX {name}" in plan, plan
        assert "USE TEMP B-TREE" not in plan.partition("MATERIALIZE")[0], plan
