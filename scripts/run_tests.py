"""Run the test suite on two processes, with a browser where there can be one. Ends with pytest's closing line.

    run_tests.py [--no-browser] [PYTEST ARGUMENTS]

FAST=1 leaves the browser part out, ARGS="tests/search_index -k swedish" is passed on to pytest.
The order is always the same and a file stays on one process; SHUFFLE=1 draws the order anew (SHUFFLE=7: by that seed).
In CI (CI=true) a missing browser is a failure; elsewhere its tests are skipped and counted (tests/tooling/browser_gate.py).
"""

from __future__ import annotations

import os
import shlex
import sys

import find_browser

PROCESSES = "2"
STUCK_SECONDS = 300  # a test that takes this long has its stack printed


def main(arguments: list[str]) -> None:
    """Become pytest."""
    # The suite starts the program some hundred times: where Python may not keep what it compiled, each start compiles
    # all of it again, which takes as long as the start itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        PROCESSES,
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
    ]
    shuffle = os.environ.get("SHUFFLE", "0")
    command += ["-p", "no:randomly"] if shuffle in ("", "0") else _seeded(shuffle)
    command += ["-o", f"faulthandler_timeout={STUCK_SECONDS}"]
    if "--no-browser" in arguments or os.environ.get("FAST", "0") not in ("", "0"):
        arguments = [argument for argument in arguments if argument != "--no-browser"]
        command += ["-m", "not browser"]
    elif browser := find_browser.find(install=True):
        os.environ["ASKWELL_BROWSER"] = browser
    elif os.environ.get("CI") == "true":
        sys.exit(
            "No Chromium or Chrome was found and none could be installed: CI must have one for the browser tests."
        )
    command += arguments + shlex.split(os.environ.get("ARGS", ""))
    sys.stdout.flush()
    os.execv(sys.executable, command)  # noqa: S606


def _seeded(shuffle: str) -> list[str]:
    return [] if shuffle == "1" else ["-p", "randomly", f"--randomly-seed={shuffle}"]


if __name__ == "__main__":
    main(sys.argv[1:])
