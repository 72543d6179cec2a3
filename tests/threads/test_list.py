"""Lists of questions: what is in them, and what never is."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.core.roles import GUEST
from forum.threads import queries
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
    browser.get("/questions")
    with counted_queries(app) as seen:
        page = browser.get("/questions?tag=card")
    assert page.html.count("question-row") == 20
    assert len(seen) <= 4, "\n\n".join(seen)
    assert titles(browser, page.link("Next").replace("http://localhost", ""))[0] == "Question number 24"
    assert len(titles(browser, "/questions?page=3")) == 5


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
            queries.page_of_questions(GUEST, name)
        if db.engine.dialect.name != "sqlite":
            return
        plans = [
            " ".join(
                str(row)
                for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", (21, 0))
            )
            for s in seen[:3]
        ]
    names = ("ix_question_newest", "ix_question_unanswered", "ix_question_unsolved")
    for plan, name in zip(plans, names, strict=True):
        assert f"USING COVERING INDEX {name}" in plan
