"""Find a Chromium for the browser tests, or get one. Prints its path; status 1 when there is none.

In this order: what ASKWELL_BROWSER names, an installed Chromium or Chrome, the one that Playwright keeps or can
download, Debian's package where this is root. Found ones must answer `--version`, for some are empty shells.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOAD_SECONDS = 600


def find(*, install: bool) -> str | None:
    """The path of a browser that runs, or None. `install`: get one when none is there."""
    if named := os.environ.get("ASKWELL_BROWSER"):
        return named if _runs(named) else None
    found = _installed() or _playwrights(download=False)
    if found is None and install:
        found = _playwrights(download=True) or _debians()
    return found


def _runs(path: str) -> bool:
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _installed() -> str | None:
    candidates = [shutil.which(name) for name in NAMES] + [path for path in MAC if Path(path).exists()]
    return next((path for path in candidates if path and _runs(path)), None)


def _playwrights(*, download: bool) -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    if download:
        say("Getting Playwright's Chromium for the browser tests, once ...")
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        try:
            subprocess.run(command, capture_output=True, timeout=DOWNLOAD_SECONDS, check=True)
        except (OSError, subprocess.SubprocessError):
            return None
    try:
        with sync_playwright() as playwright:
            path = playwright.chromium.executable_path
    except Exception:  # Playwright's driver does not run here: then there is no browser of its own either
        return None
    return path if Path(path).exists() and _runs(path) else None


def _debians() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing Debian's chromium for the browser tests, once ...")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *command], env=env, capture_output=True, check=False).returncode:
            return None
    return _installed()


def say(sentence: str) -> None:
    """Tell the person, apart from the path that a program may read."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    browser = find(install=True)
    print(browser or "")
    sys.exit(0 if browser else 1)
