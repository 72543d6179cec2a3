"""The description is made of the code, and says what the code does."""

from __future__ import annotations

from typing import Any

from forum import Askwell
from tests.api.stage import Caller


def _description(app: Askwell) -> dict[str, Any]:
    answer = Caller(app).get("/openapi.json")
    assert answer.content_type == "application/json"
    found: dict[str, Any] = answer.get_json()
    return found


def test_every_call_is_described(app: Askwell) -> None:
    described = _description(app)
    paths = {
        (rule.rule.replace("<int:", "{").replace(">", "}"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert len(paths) >= 13
    assert paths == {
        (path, method)
        for path, item in described["paths"].items()
        for method in item
        if method != "parameters"
    }


def test_writing_calls_say_that_they_need_a_key(app: Askwell) -> None:
    described = _description(app)
    secured = 0
    for path, item in described["paths"].items():
        for method, operation in item.items():
            if method in ("post", "delete") or path == "/api/v1/cases":
                if method != "parameters":
                    assert operation["security"] == [{"token": []}], (path, method)
                    secured += 1
            elif method != "parameters":
                assert "security" not in operation
            if method != "parameters":
                assert operation["summary"]
    print(f"{secured} calls need a key")
    assert secured >= 7


def test_references_lead_somewhere_and_errors_are_problems(app: Askwell) -> None:
    described = _description(app)
    references: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "$ref" in node:
                references.append(node["$ref"])
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(described)
    assert len(references) > 20
    for reference in references:
        node: Any = described
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    assert described["openapi"] == "3.1.0"
    for refused in described["components"]["responses"].values():
        assert list(refused["content"]) == ["application/problem+json"]
    new = described["components"]["schemas"]["NewQuestion"]
    assert set(new["required"]) == {"title", "body", "topic"}
    assert new["additionalProperties"] is False


def test_each_call_names_the_statuses_it_may_answer_with(app: Askwell) -> None:
    paths = _description(app)["paths"]
    statuses = {
        (path.removeprefix("/api/v1"), method): set(operation["responses"])
        for path, item in paths.items()
        for method, operation in item.items()
        if method != "parameters"
    }
    always = {"400", "401", "403", "429", "503"}
    assert statuses["/topics", "get"] == {"200", *always}
    assert statuses["/questions/{number}", "get"] == {"200", "404", "422", *always}
    assert statuses["/questions", "post"] == {"201", "404", "409", "413", "415", "422", *always}
    assert statuses["/questions", "get"] == {"200", "404", "422", *always}
    assert statuses["/cases", "post"] >= {"200", "201"}
    assert statuses["/questions/{number}/solution", "delete"] == {"204", "404", "409", *always}
    assert not [call for call, found in statuses.items() if "default" in found]


def test_lengths_are_those_that_the_pages_have(app: Askwell) -> None:
    schemas = _description(app)["components"]["schemas"]
    new = schemas["NewQuestion"]["properties"]
    assert (new["title"]["minLength"], new["title"]["maxLength"]) == (2, 200)
    assert (new["body"]["minLength"], new["body"]["maxLength"]) == (1, 30_000)
    assert (new["tags"]["maxItems"], new["tags"]["items"]["maxLength"]) == (5, 30)
    assert (new["fields"]["maxProperties"], "maxLength" in new["fields"]) == (12, False)
    assert schemas["NewFlag"]["properties"]["note"]["maxLength"] == 1000
