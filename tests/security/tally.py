"""How much was tried: counts that tests give, added up over all processes and printed once as a table.

    def test_something(tally): ...; tally("forged forms refused", refused)

A count of zero fails its test at once: a walk that meets nothing proves nothing. Whoever counts a new name adds it to
COUNTED; a run of all that is named there fails when one of them was not counted. tests/conftest.py takes the fixture and
the two hooks in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import pytest

Tally = Callable[[str, int], None]
PROPERTY = "tally"

#: Name of a count -> the file that counts it (more files may), below tests/.
COUNTED: dict[str, str] = {
    "addresses of other sites not followed": "security/test_redirects.py",
    "addresses tried with SQL": "security/test_injections.py",
    "API calls fuzzed": "security/test_fuzzing.py",
    "API calls with a cookie refused": "security/test_forgery.py",
    "API calls with a megabyte": "security/test_too_much.py",
    "API calls with hidden signs": "security/test_control.py",
    "API requests fuzzed": "security/test_fuzzing.py",
    "columns that held vectors": "security/test_xss.py",
    "cookies looked at": "security/test_requests.py",
    "disks that failed": "faults/test_disk_of_the_database.py",
    "fields that nobody asked for": "security/test_fields.py",
    "fields that the API refused": "security/test_fields.py",
    "files given out": "security/test_given_out.py",
    "files of the zoo": "security/test_uploads.py",
    "files that are no pictures": "security/test_uploads.py",
    "forged forms refused": "security/test_forgery.py",
    "forms sent with a megabyte": "security/test_too_much.py",
    "forms sent with hidden signs": "security/test_control.py",
    "forms with every column added": "security/test_fields.py",
    "headers that lie": "security/test_requests.py",
    "hostile texts": "security/test_pathological.py",
    "kept pages that one guest could not change": "security/test_requests.py",
    "lines of logs read": "faults/test_logs.py",
    "mails read for markup of strangers": "security/test_mails.py",
    "odd methods refused": "security/test_requests.py",
    "pages asked with hidden signs": "security/test_control.py",
    "pages checked for valid HTML": "journeys/test_every_page.py",
    "pages looked at for barriers": "journeys/test_every_page.py",
    "pages of released versions": "faults/test_released.py",
    "pages opened in Chromium": "security/test_xss.py",
    "pages read for markup of strangers": "security/test_xss.py",
    "pages that were sent vectors in their address": "security/test_xss.py",
    "pages walked": "security/test_canaries.py",
    "parameters of pages tried with SQL": "security/test_injections.py",
    "pictures with more in them": "security/test_uploads.py",
    "roles": "security/test_matrix.py",
    "routes that write": "security/test_forgery.py",
    "routes": "security/test_matrix.py",
    "presses at the same moment": "security/test_races.py",
    "rows of released versions": "faults/test_released.py",
    "secret words": "security/test_canaries.py",
    "statements looked through": "security/test_injections.py",
    "states of objects": "security/test_swapping.py",
    "swapped numbers": "security/test_swapping.py",
    "tables compared with a released version": "faults/test_released.py",
    "tries of routes": "security/test_matrix.py",
    "vectors of XSS": "security/test_xss.py",
}


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """`tally(name, count)`: so many were tried; the names are in COUNTED. The same name again adds to it."""

    def count(name: str, number: int) -> None:
        assert name in COUNTED, f"add {name!r} and its file to COUNTED in tests/security/tally.py"
        assert number > 0, f"{name}: nothing was tried"
        request.node.user_properties.append((PROPERTY, [name, number]))

    return count


def added_up(reports: Iterable[object]) -> Counter[str]:
    """The sums of what all tests counted. Each test is reported three times, its counts each time: one is taken."""
    sums = Counter[str]()
    for report in reports:
        if getattr(report, "when", "") == "call":
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY:
                    sums[value[0]] += value[1]
    return sums


def missing(reports: Iterable[object], folders: Iterable[str]) -> list[str]:
    """The names that should have been counted, had all files below `folders` (paths below tests/) been run whole.

    A file that skipped a test, for want of a browser or of a tool, owes nothing.
    """
    reports = list(reports)
    sums, places = added_up(reports), [folder.strip("/") for folder in folders]
    skipped = {
        str(getattr(report, "nodeid", "")).partition("::")[0].removeprefix("tests/")
        for report in reports
        if getattr(report, "outcome", "") == "skipped"
    }
    return sorted(
        name
        for name, file in COUNTED.items()
        if name not in sums
        and file not in skipped
        and any(not place or f"{file}/".startswith(f"{place}/") for place in places)
    )


def _reports(config: pytest.Config) -> list[object]:
    """Those of all processes: xdist hands them to the one that prints."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    return [report for kept in reporter.stats.values() for report in kept] if reporter else []


def _whole(config: pytest.Config) -> list[str]:
    """The folders and files below tests/ that were run whole; none when only some of their tests were wanted."""
    option = config.option
    if any(
        getattr(option, name, None)
        for name in ("keyword", "markexpr", "lf", "deselect", "ignore", "collectonly")
    ):
        return []
    inside = [str(argument).removeprefix(f"{config.rootpath}/") for argument in config.args]
    return [
        argument.removeprefix("tests")
        for argument in inside
        if argument.startswith("tests") and "::" not in argument
    ]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A run in which all passed, but something was not counted, has failed."""
    from tests.conftest import POSTGRES

    config = session.config
    if exitstatus != pytest.ExitCode.OK or POSTGRES or hasattr(config, "workerinput"):
        return
    if names := missing(_reports(config), _whole(config)):
        sentence = f"Nobody counted: {', '.join(names)} (tests/security/tally.py)"
        report = pytest.TestReport(
            "counts", ("tests/security/tally.py", 0, "counts"), {}, "failed", sentence, "setup"
        )
        config.pluginmanager.getplugin("terminalreporter")._add_stats("error", [report])
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of counts."""
    if sums := added_up(_reports(terminalreporter.config)):
        terminalreporter.write_sep("=", "Counts")
        for name in sorted(sums):
            terminalreporter.write_line(f"{sums[name]:>10,}  {name}")
