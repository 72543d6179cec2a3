"""`/api/v1` as the table of PRODUCT.md writes it: a helpdesk's script, with tokens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.outside import Answer, Site, eventually

RESULT = {
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
}


def problem(answer: Answer, status: int) -> dict[str, Any]:
    """The problem document of an answer that had to fail."""
    assert answer.status == status, (answer.status, answer.text)
    assert answer.type == "application/problem+json"
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["title"]
    return said


def asked(
    site: Site, title: str, body: str = "What can I do?", by: str = "carla", **more: str
) -> dict[str, Any]:
    """A question asked through the API."""
    sent = {"title": title, "body": body, "topic": "cards", "lang": "en", **more}
    answer = site.key_of(by).api("POST", "questions", sent)
    assert answer.status == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_question_is_asked_read_and_found_within_two_seconds(live: Site) -> None:
    made = asked(live, "Quokka statement unreadable", "The quokka statement shows **nothing**.")
    kind, _, number = made["id"].partition(":")
    assert (kind, made["title"]) == ("question", "Quokka statement unreadable")
    assert eventually(lambda: live.guest().found("quokka statement"), 2) == ["Quokka statement unreadable"]
    read = live.guest().api("GET", f"questions/{number}")
    assert (read.status, read.type) == (200, "application/json")
    assert read.json()["id"] == made["id"]
    assert read.json()["body"] == "The quokka statement shows **nothing**."
    assert read.json()["lang"] == "en"
    assert read.json()["topic"] == "cards"
    assert live.guest().get(read.json()["url"]).status == 200
    listed = live.guest().api("GET", "questions").json()
    assert made["id"] in [row["id"] for row in listed["results"]]


def test_a_search_says_exactly_what_was_promised(live: Site) -> None:
    made = asked(live, "Wallaby fee on my bill", "A wallaby fee of 3 euro.")
    eventually(lambda: live.guest().found("wallaby fee"), 2)
    found = live.guest().search("wallaby fee", limit=3)
    assert set(found) == {"query", "total", "took_ms", "results", "did_you_mean"}
    assert found["query"] == "wallaby fee"
    assert found["total"] >= 1
    assert isinstance(found["took_ms"], (int, float))
    assert found["did_you_mean"] is None or isinstance(found["did_you_mean"], str)
    result = found["results"][0]
    assert set(result) == RESULT
    assert (result["id"], result["kind"], result["lang"]) == (made["id"], "question", "en")
    assert (result["solved"], result["under_review"]) == (False, False)
    assert result["external_id"] is None
    assert result["score"] > 0
    assert "wallaby" in result["snippet"].lower()
    assert "<" not in result["snippet"]


def test_why_is_for_the_people_of_the_company(live: Site) -> None:
    asked(live, "Bandicoot card limit")
    eventually(lambda: live.guest().found("bandicoot limit"), 2)
    why = live.key_of("ana").search("bandicoot limit", explain=1)["results"][0]["why"]
    assert why
    assert {"boost", "trust"} <= set(why)
    assert live.key_of("ana").search("bandicoot limit")["results"][0]["why"] == {}
    assert live.key_of("carla").search("bandicoot limit", explain=1)["results"][0]["why"] == {}
    assert live.guest().search("bandicoot limit", explain=1)["results"][0]["why"] == {}


def test_limit_is_obeyed_and_total_counts_all(live: Site) -> None:
    for number in range(3):
        asked(live, f"Numbat transfer number {number}", by="mo")
    eventually(lambda: len(live.guest().found("numbat transfer")) == 3, 3)
    found = live.guest().search("numbat transfer", limit=2)
    assert len(found["results"]) == 2
    assert found["total"] >= 3
    assert len(live.guest().search("numbat transfer", limit=100_000)["results"]) == 3  # as many as there are
    scores = [result["score"] for result in found["results"]]
    assert scores == sorted(scores, reverse=True)


def test_a_misspelt_search_offers_a_word_that_is_there(live: Site) -> None:
    asked(live, "Thylacine voucher expired")
    eventually(lambda: live.guest().found("thylacine voucher"), 2)
    assert live.guest().search("thylacine vouchr")["did_you_mean"] == "thylacine voucher"


def test_nothing_is_found_politely(live: Site) -> None:
    found = live.guest().search("xqzzyjw")
    assert (found["results"], found["total"]) == ([], 0)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        ({}, 422),
        ({"title": "No body", "topic": "cards", "lang": "en"}, 422),
        ({"title": "", "body": "x", "topic": "cards", "lang": "en"}, 422),
        ({"title": 5, "body": "x", "topic": "cards", "lang": "en"}, 422),
        ({"title": None, "body": "x", "topic": "cards", "lang": "en"}, 422),
        ({"title": "A fine title", "body": ["x"], "topic": "cards", "lang": "en"}, 422),
        ({"title": "A fine title", "body": "A fine body", "topic": "no-such-topic", "lang": "en"}, 422),
        ({"title": "x" * 10_000, "body": "A fine body", "topic": "cards", "lang": "en"}, 422),
    ],
)
def test_a_bad_body_is_a_problem_of_its_sender(live: Site, body: Any, status: int) -> None:
    problem(live.key_of("carla").api("POST", "questions", body), status)


def test_a_body_of_another_type_and_one_too_large_are_refused(live: Site) -> None:
    carla = live.key_of("carla")
    problem(carla.api("POST", "questions", b"title=x", **{"Content-Type": "text/plain"}), 415)
    problem(carla.api("POST", "questions", b'{"title":"' + b"x" * 3_000_000 + b'"}'), 413)


def test_an_error_names_the_fields(live: Site) -> None:
    said = problem(live.key_of("carla").api("POST", "questions", {"title": "Only a title"}), 422)
    assert "body" in said["errors"]


def test_writing_needs_a_key_and_reading_none(live: Site) -> None:
    sent = {"title": "By nobody", "body": "at all", "topic": "cards", "lang": "en"}
    for path in ("questions", "flags", "cases"):
        answer = live.guest().api("POST", path, sent)
        problem(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    wrong = live.guest().api("GET", "questions", Authorization="Bearer no-such-key")
    problem(wrong, 401)
    assert live.guest().api("GET", "questions").status == 200


def test_a_key_that_only_reads_does_not_write(live: Site) -> None:
    (secret,) = live.run("token", "create", live.people["bob"], "--scope", "read").stdout.splitlines()
    key = {"Authorization": f"Bearer {secret}"}
    sent = {"title": "By a reader", "body": "of things", "topic": "cards", "lang": "en"}
    problem(live.guest().api("POST", "questions", sent, **key), 403)
    assert live.guest().api("GET", "questions", **key).status == 200


@pytest.mark.parametrize("path", ["questions/999999", "articles/999999", "questions/abc", "nothing"])
def test_what_is_not_there_is_a_problem_document(live: Site, path: str) -> None:
    problem(live.guest().api("GET", path), 404)


def test_a_method_that_is_not_there(live: Site) -> None:
    problem(live.key_of("carla").api("PUT", "questions", {}), 405)
    problem(live.key_of("carla").api("DELETE", "flags"), 405)


def test_a_customer_may_not_flag(live: Site) -> None:
    made = asked(live, "Potoroo answer to flag")
    sent = {"target": made["id"], "reason": "inaccurate", "note": "It is wrong."}
    problem(live.key_of("carla").api("POST", "flags", sent), 403)


def test_carla_asks_a_person_once(live: Site) -> None:
    made = asked(live, "Bilby payment missing")
    sent = {"question": made["id"], "note": "I need the money today."}
    first = live.key_of("carla").api("POST", "cases", sent)
    assert first.status == 201, first.text
    assert first.json()["question"] == made["id"]
    again = live.key_of("carla").api("POST", "cases", sent)
    assert again.status in (200, 201)
    assert again.json()["id"] == first.json()["id"]
    queue = live.key_of("ana").api("GET", "cases").json()
    assert first.json()["id"] in [row["id"] for row in queue["results"]]
    number = first.json()["id"].partition(":")[2]
    page = live.signed_in("ana").get(f"/desk/cases/{number}")
    assert page.status == 200
    assert "Bilby payment missing" in page.text
    assert "Bilby payment missing" in live.signed_in("carla").get("/my/cases").text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"question": "question:999999", "note": "x"}, 404),
        ({"question": "article:1", "note": "x"}, 422),
        ({"question": 5, "note": "x"}, 422),
        ({"note": "x"}, 422),
    ],
)
def test_a_case_needs_a_question_that_is_there(live: Site, sent: dict[str, Any], status: int) -> None:
    problem(live.key_of("carla").api("POST", "cases", sent), status)


def test_nobody_escalates_the_question_of_another(live: Site) -> None:
    made = asked(live, "Dunnart question of Mo", by="mo")
    problem(live.key_of("carla").api("POST", "cases", {"question": made["id"], "note": "x"}), 403)


def test_the_api_describes_itself(live: Site) -> None:
    described = live.guest().api("GET", "openapi.json")
    assert (described.status, described.type) == (200, "application/json")
    said = described.json()
    assert said["openapi"].startswith("3.")
    paths = {path.split("/api/v1")[-1] for path in said["paths"]}
    assert {"/search", "/questions", "/flags", "/cases"} <= paths


@pytest.mark.parametrize("query", ["", "?q=card&limit=0", "?q=card&limit=many", "?q=card&kind=person"])
def test_a_search_without_sense_is_refused(live: Site, query: str) -> None:
    problem(live.guest().api("GET", f"search{query}"), 422)
