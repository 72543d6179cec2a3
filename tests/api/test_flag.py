"""Ana's helpdesk flags an article from outside."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.db import db
from forum.flags.models import Flag
from tests import factories
from tests.api.stage import Caller, problem
from tests.factories import Cast, site


def test_ana_flags_and_readers_are_told(app: Askwell, cast: Cast) -> None:
    number = factories.article(app, cast)
    said = {"target": f"article:{number}", "reason": "inaccurate", "note": "It is 14 days since May."}
    made = Caller.of(app, cast.ana).post("/flags", said)
    assert made.status_code == 201
    flag = made.get_json()
    assert flag["id"].startswith("flag:")
    assert {k: flag[k] for k in said} == said
    article = Caller(app).get(f"/articles/{number}").get_json()
    assert (article["under_review"], article["review_reasons"]) == (True, ["inaccurate"])
    assert "14 days" not in str(article)


def test_she_may_say_which_words_and_what_showed_it(app: Askwell, cast: Cast) -> None:
    number = factories.article(app, cast)
    question = factories.question(app, cast.dan)
    said = {"target": f"article:{number}", "reason": "inaccurate", "note": "Wrong."}
    more = {"passage": "within 30 days", "shown_by": f"question:{question}"}
    ana = Caller.of(app, cast.ana)
    made = ana.post("/flags", said | more).get_json()
    assert {k: made[k] for k in more} == more
    problem(ana.post("/flags", {**said, "reason": "outdated", "shown_by": "question:99"}), 422)
    problem(ana.post("/flags", {**said, "reason": "outdated", "shown_by": "a case"}), 422)


def test_the_same_flag_twice_is_one(app: Askwell, cast: Cast) -> None:
    number = factories.article(app, cast)
    said = {"target": f"article:{number}", "reason": "unsafe", "note": "It burns."}
    ana = Caller.of(app, cast.ana)
    assert ana.post("/flags", said).get_json()["id"] == ana.post("/flags", said).get_json()["id"]
    with site(app):
        assert db.session.query(Flag).count() == 1


def test_an_answer_can_be_flagged_a_question_can_not(app: Askwell, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    answer = factories.answer(app, question, cast.bob)
    ana = Caller.of(app, cast.ana)
    said = {"reason": "outdated", "note": "The switch moved."}
    made = ana.post("/flags", {"target": f"answer:{answer}", **said}).get_json()
    assert made["document"] == f"question:{question}"
    problem(ana.post("/flags", {"target": f"question:{question}", **said}), 422)


def test_customers_do_not_flag(app: Askwell, cast: Cast) -> None:
    number = factories.article(app, cast)
    said = {"target": f"article:{number}", "reason": "inaccurate", "note": "No."}
    problem(Caller.of(app, cast.carla).post("/flags", said), 403)


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"target": "article:999"}, 404, None),
        ({"target": "person:1"}, 404, None),
        ({"target": "article:2147483648"}, 404, None),
        ({"target": "article"}, 422, "target"),
        ({"target": "article:99999999999999"}, 422, "target"),
        ({"reason": "boring"}, 422, "reason"),
        ({"note": ""}, 422, "note"),
        ({"note": "x" * 1001}, 422, "note"),
        ({"by_id": 1}, 422, "by_id"),
    ],
)
def test_what_can_not_be_used_is_named(
    app: Askwell, cast: Cast, change: dict[str, object], status: int, field: str | None
) -> None:
    number = factories.article(app, cast)
    said = {"target": f"article:{number}", "reason": "inaccurate", "note": "No.", **change}
    refused = problem(Caller.of(app, cast.ana).post("/flags", said), status)
    if field:
        assert list(refused["errors"]) == [field]
