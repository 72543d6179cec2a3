"""Whatever strangers write, and wherever it is kept or sent, no page of the site runs it: seen in Chromium.

Every text column of every table holds what an attacker would type (`vectors`). Every page is opened, the policy of the site
only reporting; nothing may run, nothing may be reported, no element of a stranger may stand in the page. All vectors in
every column: run it with ASKWELL_XSS_TURN=0 to 16, which says with which block of vectors the first column begins.
"""

from __future__ import annotations

import os
from urllib.parse import urlencode

import pytest
from flask import render_template_string
from markupsafe import Markup

from forum.core.access import public
from tests.security import filled, planting, vectors
from tests.security.opening import Window, chromium, serving
from tests.security.scene import Scene
from tests.security.tally import Tally
from tests.security.test_matrix import Trier

READERS = (
    "root",
    "carla",
    "guest",
)  # whose other pages are read for markup alone: the others see the same templates
SHOWN = ("text/html", "text/xml", "application/xml", "application/atom+xml")
LOOKERS = ("root", "mo", "ana", "carla", "bob", "guest")  # who opens a page: the first who may


@pytest.mark.browser
def test_nothing_that_strangers_wrote_runs_in_any_page(scene: Scene, tally: Tally) -> None:
    trier = Trier(scene)
    planted = filled.spoil(scene, int(os.environ.get("ASKWELL_XSS_TURN", "0")))
    opened: dict[str, list[str]] = {}
    read: dict[str, str] = {}
    rules = set[str]()
    for who in LOOKERS:
        for path, rule in filled.pages(scene, who).items():
            answer = trier.client.get(path, headers=trier.headers_of(who))
            text = answer.get_data(as_text=True) if answer.mimetype in SHOWN else ""
            assert answer.status_code < 500, f"{path} as {who}"
            if rule not in rules and "planted" in text.partition("<main")[2]:
                rules.add(rule)
                opened.setdefault(who, []).append(path)
            elif text and who in READERS:
                read[f"{path} as {who}"] = text
    reflected = _asked(trier, scene)
    with serving(scene.app) as address, chromium() as browser:
        found = []
        for who, paths in opened.items():
            window = Window(browser, address, trier.headers_of(who).get("Cookie", ""))
            for path in paths:
                assert window.open(path) in (0, 200), path
            if who == "root":
                window.read(read | reflected)
            tally("pages opened in Chromium", window.found.opened)
            found += window.found.all()
            window.close()
    tally("pages read for markup of strangers", len(read))
    tally("pages that were sent vectors in their address", len(reflected))
    tally("vectors of XSS", len(vectors.EVERY))
    tally("columns that held vectors", len(planted))
    assert not found, "\n" + "\n".join(dict.fromkeys(found))


def _asked(trier: Trier, scene: Scene) -> dict[str, str]:
    """What pages answer whose every parameter holds vectors, whatever their status is."""
    names, blocks = filled.parameters(), vectors.turns(vectors.blocks())
    assert len(names) > 40
    texts = {}
    for path, rule in filled.pages(scene, "root").items():
        if rule in texts or "csv" in rule:
            continue
        sent = urlencode({name: next(blocks) for name in names})
        answer = trier.client.get(f"{path.partition('?')[0]}?{sent}", headers=trier.headers_of("root"))
        assert answer.status_code < 500, rule
        assert "X-Planted" not in answer.headers, rule
        texts[rule] = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
    return texts


@pytest.mark.browser
def test_the_policy_holds_back_what_got_into_a_page_all_the_same(scene: Scene) -> None:
    """The last line of defence: a page that shows a stranger's words as its own."""

    run = [vector for vector in vectors.TAGS if "refresh" not in vector and "base" not in vector]

    def careless() -> str:
        return render_template_string("<!doctype html><h1>{{ words }}</h1>", words=Markup(" ".join(run)))

    scene.app.add_url_rule("/careless", view_func=public(careless))
    with serving(scene.app, enforced=True) as address, chromium() as browser:
        window = Window(browser, address)
        window.open("/careless")
        assert window.found.fired == []
        assert len(window.found.violations) > 10
    with serving(scene.app) as address, chromium() as browser:
        window = Window(browser, address)
        window.open("/careless")
        assert len(window.found.fired) > 10, "the vectors would run"
        assert len(window.found.markup) > 10


def test_a_column_of_text_is_planted_or_says_why_not() -> None:
    """A reason that no column needs any more is taken away; a new column of text is planted by itself."""
    columns = planting.texts()
    names = {column.name for column in columns} | {f"{c.table.name}.{c.name}" for c in columns}
    assert not (set(planting.WHY_NOT) | set(planting.OF_TABLE)) - names
    assert sum(not planting.why_not(column) for column in columns) > 120
