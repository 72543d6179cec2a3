"""CI runs the same commands as everybody, all of them, and cannot pass by seeing nothing."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts import lint
from tests.tooling.workshop import ROOT, run

CI = ROOT / ".ci" / "run"


def test_ci_script_can_be_run() -> None:
    assert os.access(CI, os.X_OK)
    assert run(["bash", "-n", str(CI)]).status == 0
    assert CI.read_text().startswith("#!/usr/bin/env bash\n")


def test_ci_stops_at_the_first_failure_and_ends_with_the_whole_suite() -> None:
    commands = [line for line in CI.read_text().splitlines() if line and not line.startswith("#")]
    assert "set -euo pipefail" in commands
    assert commands[-3:] == ["make lint", "make test-postgres", "make test"]


def test_make_check_is_lint_and_test() -> None:
    said = run(["make", "-n", "check"]).said
    assert said.index("scripts/lint.py") < said.index("scripts/run_tests.py")


def test_missing_browser_fails_in_ci() -> None:
    outcome = run(
        ["python", "scripts/run_tests.py", "--collect-only"],
        CI="true",
        FAST="",
        ASKWELL_BROWSER="/no/such/browser",
        PATH=str(Path(lint.BIN)) + os.pathsep + os.environ["PATH"],
    )
    assert outcome.status == 1
    assert "CI must have one" in outcome.sentence()


def test_a_check_that_saw_nothing_is_not_well() -> None:
    well, seen, _ = lint.run(
        "ruff", "format", "--check", "tests/tooling/none", seen=r"(\d+) files? (?:already|would)"
    )
    assert not (well and seen)


@pytest.mark.parametrize(
    "fault",
    [
        "{{ text|safe }}",
        "{{ text | safe }}",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a onclick="go()">',
        '<p class="a"onmouseover="go()">',
        "<a href='javascript:go()'>",
        '<p style="color: red">',
        "<style>p {}</style>",
        '<p\tstyle="color: {{ colour }}">',
        "{% autoescape false %}",
    ],
)
def test_guard_finds(fault: str) -> None:
    (found,) = lint.offences("templates/x.html", f"<main>\n{fault}\n</main>")
    assert found.startswith("templates/x.html:2: ")


@pytest.mark.parametrize(
    "fine",
    [
        '<script src="/static/js/a.js" type="module"></script>',
        '<script type="application/ld+json">{}</script>',
        '<button data-behaviour="copy" data-on="click">',
        "{# |safe and <script> and style= may be named in a comment #}",
        '<link rel="stylesheet" href="a.css">',
        "<p>All is safe here, one = two.</p>",
        '{{ button(_("Ask"), style="plain") }}',
    ],
)
def test_guard_lets_pass(fine: str) -> None:
    assert list(lint.offences("templates/x.html", fine)) == []


def test_no_tooling_program_is_left_out_of_the_checks() -> None:
    listed = subprocess.run(
        [str(lint.BIN / "ruff"), "check", "--show-files", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for path in (ROOT / "scripts").glob("*.py"):
        assert str(path) in listed
