"""Take the pictures of the README and the docs from a running demo, in both themes.

    pictures.py            take them; refuse where a page changed beyond recognition since the kept picture
    ACCEPT=1 pictures.py   keep them all the same

A picture that nobody looked at tells lies about the program: the refusal names the pages, the new pictures lie in
`docs/pictures/new/` to be looked at, and ACCEPT=1 says that somebody did.
"""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import find_browser
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "pictures"
PASSWORD = "askwell-demo"  # noqa: S105 - the demo's, printed by `make run`
START_SECONDS = 300
THEMES = ("light", "dark")
#: Mean difference (0 to 1) of two pictures at 48 pixels' width, blurred: other numbers and dates stay far below, another
#: order of a page's parts is above.
UNKNOWN = 0.06


class Shot(NamedTuple):
    """One picture: its name, who looks, at what, how wide and high."""

    name: str
    who: str
    path: str
    width: int = 1200
    height: int = 800


SHOTS = (
    Shot("home", "", "/"),
    Shot("results", "", "/search?q=card+declined+abroad"),
    Shot("question", "", "first:/search?q=mesh+router+red main a[href^='/questions/']"),
    Shot("results-phone", "", "/search?q=card+declined+abroad", 360, 720),
    Shot("ask-phone", "carla", "/ask", 360, 720),
    Shot("desk", "ana", "/desk"),
    Shot("case", "ana", "first:/desk main td a"),
    Shot("moderation", "mo", "/moderation"),
)


def main() -> int:
    """The exit status: 1 when a page changed beyond recognition and nobody accepted it."""
    browser = find_browser.find(install=True)
    if not browser:
        print("No Chromium or Chrome was found: install one.", file=sys.stderr)
        return 1
    with _demo() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        taken = {
            f"{shot.name}-{theme}.webp": _take(chromium, address, shot, theme)
            for shot in SHOTS
            for theme in THEMES
        }
        chromium.close()
    return _keep(taken)


def _keep(taken: dict[str, Image.Image]) -> int:
    unknown = [
        name for name, picture in taken.items() if (KEPT / name).exists() and not _known(name, picture)
    ]
    accepted = os.environ.get("ACCEPT", "0") not in ("", "0")
    folder = KEPT if accepted or not unknown else KEPT / "new"
    folder.mkdir(exist_ok=True)
    for name, picture in taken.items():
        picture.save(folder / name, "WEBP", quality=82, method=6)
    if unknown and not accepted:
        print("Changed beyond recognition: " + ", ".join(sorted(unknown)), file=sys.stderr)
        print(f"Look at them in {folder.relative_to(ROOT)}, then: make pictures ACCEPT=1", file=sys.stderr)
        return 1
    print(f"{len(taken)} pictures in {folder.relative_to(ROOT)}")
    return 0


def _known(name: str, picture: Image.Image) -> bool:
    return difference(Image.open(KEPT / name), picture) < UNKNOWN


def difference(one: Image.Image, other: Image.Image) -> float:
    """How different two pictures are to somebody who squints: 0 (the same) to 1."""
    if abs(one.width / one.height - other.width / other.height) > 0.01:
        return 1.0
    small = [
        each.convert("RGB").filter(ImageFilter.GaussianBlur(each.width / 60)).resize((48, 32))
        for each in (one, other)
    ]
    mean = ImageStat.Stat(ImageChops.difference(*small)).mean
    return sum(mean) / len(mean) / 255


def _take(chromium: Browser, address: str, shot: Shot, theme: str) -> Image.Image:
    context = chromium.new_context(
        base_url=address,
        viewport={"width": shot.width, "height": shot.height},
        color_scheme=theme,  # type: ignore[arg-type]
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.who:
        _sign_in(page, shot.who)
    path = shot.path
    if path.startswith("first:"):
        where, _, link = path.removeprefix("first:").partition(" ")
        page.goto(where)
        path = str(page.locator(link).first.get_attribute("href"))
    page.goto(path)
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    return picture.convert("RGB")


def _sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".menu").wait_for()


@contextmanager
def _demo() -> Iterator[str]:
    """A running demo of its own; its address."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "ASKWELL_INSTANCE_DIR": folder, "PORT": str(port), "DEMO": "1"}
        site = subprocess.Popen(
            [sys.executable, "-m", "forum.run"],
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(address, site)
            yield address
        finally:
            os.killpg(site.pid, signal.SIGINT)
            site.wait(START_SECONDS)


def _wait(address: str, site: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()  # noqa: S310 - loopback
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The demo did not start.")


if __name__ == "__main__":
    raise SystemExit(main())
