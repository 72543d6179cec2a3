"""A chat window of the shop asks the API what the search page would show."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core import rate_limits
from tests import factories
from tests.api.stage import Caller, problem
from tests.factories import Cast
from tests.search.stage import work

KEYS = {
    *(
        "id",
        "kind",
        "external_id",
        "title",
        "url",
        "lang",
        "snippet",
        "score",
        "solved",
        "under_review",
        "why",
    ),
}


@pytest.fixture
def filled(app: Askwell, cast: Cast) -> Askwell:
    """An article and a solved question about cards abroad, indexed."""
    factories.article(
        app, cast, "Paying abroad with your card", "Switch on payments abroad in the app of your bank."
    )
    question = factories.question(app, cast.carla)
    factories.answer(app, question, cast.bob, accepted=True)
    work(app)
    return app


def test_the_answer_has_the_promised_shape(filled: Askwell, browser: object) -> None:
    answer = Caller(filled).get("/search", q="card declined abroad", limit=5)
    assert answer.status_code == 200
    body = answer.get_json()
    assert set(body) == {"query", "total", "took_ms", "results", "did_you_mean"}
    assert body["query"] == "card declined abroad"
    assert body["total"] == len(body["results"]) == 2
    for result in body["results"]:
        assert set(result) == KEYS
        kind, _, number = result["id"].partition(":")
        assert kind == result["kind"] in ("article", "question")
        assert number.isdigit()
        assert result["url"].startswith(f"/{kind}s/{number}-")
        assert "<" not in result["snippet"]
        assert result["snippet"]
        assert result["why"] == {}
        assert result["under_review"] is False
    assert {r["kind"]: r["solved"] for r in body["results"]} == {"article": False, "question": True}


def test_each_url_opens(filled: Askwell) -> None:
    caller = Caller(filled)
    for result in caller.get("/search", q="card abroad").get_json()["results"]:
        assert caller.client.get(result["url"]).status_code == 200


def test_limit_is_kept_and_total_is_honest(filled: Askwell) -> None:
    body = Caller(filled).get("/search", q="card abroad", limit=1).get_json()
    assert len(body["results"]) == 1
    assert body["total"] == 2
    second = Caller(filled).get("/search", q="card abroad", limit=1, page=2).get_json()
    assert second["results"][0]["id"] != body["results"][0]["id"]


def test_why_is_for_staff_who_ask(filled: Askwell, cast: Cast) -> None:
    assert Caller(filled).get("/search", q="card", explain=1).get_json()["results"][0]["why"] == {}
    carla = Caller.of(filled, cast.carla).get("/search", q="card", explain=1)
    assert carla.get_json()["results"][0]["why"] == {}
    ana = Caller.of(filled, cast.ana)
    assert ana.get("/search", q="card").get_json()["results"][0]["why"] == {}
    why = ana.get("/search", q="card", explain=1).get_json()["results"][0]["why"]
    assert {"text", "boost", "trust"} <= set(why)


def test_no_words_no_results(filled: Askwell) -> None:
    body = Caller(filled).get("/search", q="  ").get_json()
    assert (body["total"], body["results"]) == (0, [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": "x", "limit": "0"}, "limit"),
        ({"q": "x", "limit": "-1"}, "limit"),
        ({"q": "x", "limit": "many"}, "limit"),
        ({"q": "x", "limit": "9" * 500}, "limit"),
        ({"q": "x", "kind": "case"}, "kind"),
        ({"q": "x", "explain": "perhaps"}, "explain"),
        ({"q": "x", "lang": "../.."}, "lang"),
    ],
)
def test_a_wrong_parameter_is_named(app: Askwell, query: dict[str, str], field: str) -> None:
    assert field in problem(Caller(app).get("/search", **query), 422)["errors"]


def test_without_an_index_it_says_so(app: Askwell) -> None:
    assert "not available" in problem(Caller(app).get("/search", q="card"), 503)["detail"]


def test_a_scraper_is_told_to_wait(filled: Askwell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "API_READ", rate_limits.Limit("api read", 2, 60))
    caller = Caller(filled)
    statuses = [caller.get("/search", q="card").status_code for _ in range(4)]
    assert statuses[-1] == 429
    answer = caller.get("/search", q="card")
    assert problem(answer, 429)["seconds"] == int(answer.headers["Retry-After"]) >= 1
