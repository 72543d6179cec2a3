"""What happens to browser tests where there is no browser: skipped and counted aloud; in CI they stay and fail.

tests/conftest.py calls the first of the two hooks and imports the other. Tests find the browser's path in the environment as
ASKWELL_BROWSER.
"""

from __future__ import annotations

import os

import pytest

from scripts import find_browser

REASON = "no Chromium or Chrome on this machine"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Look for a browser only when a test wants one (`make test` has already looked, and tried to get one)."""
    wanting = [item for item in items if item.get_closest_marker("browser")]
    if not wanting or (os.environ.get("CI") == "true" and "ASKWELL_BROWSER" in os.environ):
        return
    if browser := find_browser.find(install=False):
        os.environ["ASKWELL_BROWSER"] = browser
        return
    if os.environ.get("CI") != "true":
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=REASON))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the skipped browser tests where nobody can overlook them."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if REASON in str(r.longrepr)]
    if skipped:
        terminalreporter.write_sep(
            "!", f"{len(skipped)} BROWSER TESTS WERE SKIPPED: {REASON}; install one", yellow=True, bold=True
        )
