"""The counts that tests give: none is zero, none is forgotten, each is added once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.security import tally as counts
from tests.security.tally import Tally


def _report(when: str, name: str, number: int, **more: Any) -> Any:
    nodeid = "tests/security/test_walks.py::test_a"
    return SimpleNamespace(when=when, user_properties=[("tally", [name, number])], nodeid=nodeid, **more)


def test_each_count_is_added_once_however_often_its_test_is_reported() -> None:
    reports = [_report(when, "routes", 3) for when in ("setup", "call", "teardown")]
    assert counts.added_up([*reports, _report("call", "routes", 4), object()]) == {"routes": 7}


def test_what_nobody_counted_is_missed_where_all_was_run(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"routes": "security/test_walks.py", "kills": "faults/test_kills.py"}
    monkeypatch.setattr(counts, "COUNTED", files)
    counted = [_report("call", "routes", 3)]
    assert counts.missing([], [""]) == ["kills", "routes"]
    assert counts.missing(counted, [""]) == ["kills"]
    assert counts.missing([], ["/security"]) == ["routes"]
    assert counts.missing([], ["/security/test_walks.py"]) == ["routes"]
    assert counts.missing([], ["/security/test_walk"]) == []
    skipped = SimpleNamespace(nodeid="tests/security/test_walks.py::test_b", outcome="skipped")
    assert counts.missing([skipped], ["/security"]) == []


def test_nothing_tried_is_no_success(monkeypatch: pytest.MonkeyPatch, tally: Tally) -> None:
    with pytest.raises(AssertionError, match="COUNTED"):
        tally("a name of nobody's", 3)
    monkeypatch.setitem(counts.COUNTED, "kinds", "security/test_tally.py")
    with pytest.raises(AssertionError, match="nothing was tried"):
        tally("kinds", 0)
