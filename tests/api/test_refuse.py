"""Whatever comes in, no call answers with an error of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forum import Askwell
from forum.core import rate_limits
from tests import factories
from tests.api.stage import Caller
from tests.factories import Cast

ODD = st.text(alphabet=st.characters(), max_size=40) | st.sampled_from(
    [
        "\x00",
        "\ud800",
        "\u202e",
        "'; --",
        "%",
        "article:1",
        "question:1",
        "question:2147483648",
        "9" * 400,
        "-1",
        "1e9",
        "NaN",
    ]
)
AMONG_WORDS = st.builds("Card declined {}".format, ODD)
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD, inner, max_size=3),
    max_leaves=6,
)
WRITES: dict[str, dict[str, Any]] = {
    "/questions": {
        "title": "Card declined",
        "body": "Twice.",
        "topic": "orders",
        "lang": "en",
        "tags": ["card"],
    },
    "/questions/1/answers": {"body": "Try again."},
    "/questions/1/solution": {"answer": 1},
    "/flags": {"target": "article:1", "reason": "outdated", "note": "Since May."},
    "/cases": {"question": "question:1", "note": "Please."},
}
READS = ("/search", "/questions", "/questions/1", "/articles", "/articles/1", "/cases", "/topics")
PARAMETERS = ("q", "limit", "page", "explain", "topic", "kind", "lang", "filter", "tag", "view")
QUICK = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
FINE = {200, 201, 204, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 503}


def test_no_body_makes_an_internal_error(app: Askwell, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASK", "ANSWER", "WRITE"):
        monkeypatch.setattr(rate_limits, name, rate_limits.Limit(name, 10_000, 3600))
    factories.question(app, cast.ana)
    factories.article(app, cast)
    caller = Caller.of(app, cast.ana)
    seen: dict[int, int] = {}

    @QUICK
    @given(path=st.sampled_from(sorted(WRITES)), data=st.data())
    def try_it(path: str, data: st.DataObject) -> None:
        # All but one field right, so that the odd value gets as far as it can.
        name = data.draw(st.sampled_from([*WRITES[path], "more"]))
        words = name in ("title", "body", "note") and data.draw(st.booleans())
        odd = {name: data.draw(AMONG_WORDS if words else ODD | VALUES)}
        body = {**WRITES[path], **odd}
        status = caller.post(path, body).status_code
        seen[status] = seen.get(status, 0) + 1
        assert status in FINE

    try_it()
    print(f"bodies tried, by answer: {seen}")
    assert sum(seen.values()) >= 100
    assert seen.get(422, 0) > 10
    assert seen.get(201, 0) > 10


def test_no_parameter_makes_an_internal_error(app: Askwell, cast: Cast) -> None:
    factories.question(app, cast.ana)
    factories.article(app, cast)
    from tests.search.stage import work

    work(app)
    caller = Caller.of(app, cast.ana)
    seen: dict[int, int] = {}

    @QUICK
    @given(path=st.sampled_from(READS), query=st.dictionaries(st.sampled_from(PARAMETERS), ODD, max_size=4))
    def try_it(path: str, query: dict[str, str]) -> None:
        sent = {k: v.encode("utf-8", "replace").decode() for k, v in query.items()}
        status = caller.get(path, **sent).status_code
        seen[status] = seen.get(status, 0) + 1
        assert status in FINE

    try_it()
    print(f"parameters tried, by answer: {seen}")
    assert sum(seen.values()) >= 100
    assert seen.get(200, 0) > 10
