"""Which refusals each call may answer with, in its description: what is not named there does not come."""

from __future__ import annotations

from typing import Any

ALWAYS = (
    400,
    401,
    403,
    429,
    503,
)  # an address or a body that can't be read, a key, its scope, a limit, a repair
OF_BODIES = (413, 415, 422)
WHY = {
    400: "This can't be read.",
    401: "A key is needed, or it is not one.",
    403: "The key lacks the scope, or its person may not.",
    404: "There is nothing, or it may not be seen.",
    409: "Somebody changed it meanwhile.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "`errors` holds a sentence for each field that can't be used.",
    429: "Too often; `Retry-After` says how many seconds to wait.",
    503: "Not available right now.",
}
_METHODS = ("get", "post", "put", "patch", "delete")


def name_refusals(description: dict[str, Any]) -> None:
    """Write them into an OpenAPI document, in place of a "default" that would allow every status."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    description["components"]["responses"] = {
        f"Refused{status}": {"description": why, "content": problem} for status, why in WHY.items()
    }
    for path, item in description["paths"].items():
        for method in _METHODS:
            if operation := item.get(method):
                answers = {
                    status: told for status, told in operation["responses"].items() if status.startswith("2")
                }
                for status in _refusals(path, method, operation):
                    answers[str(status)] = {"$ref": f"#/components/responses/Refused{status}"}
                operation["responses"] = answers


def _refusals(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    found = set(ALWAYS)
    if "{" in path:
        found.add(404)
    if "requestBody" in operation:
        found |= {404, *OF_BODIES}  # what a body names may not be there
    if method != "get":
        found.add(409)
    asked = {
        parameter["name"] for parameter in operation.get("parameters", ()) if parameter.get("in") == "query"
    }
    if asked:
        found.add(422)
    if "topic" in asked:
        found.add(404)  # there is no such topic
    return sorted(found)
