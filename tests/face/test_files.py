"""What readers' browsers are given: small, ours or unchanged, and legible in both themes."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from forum.core.colours import contrast
from forum.core.static_files import TOGETHER

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = ROOT / "templates"
CSS_MAX_BYTES = 40 * 1024  # the whole design, on every page
#: Of the script that every page runs; it fetches the others where a page uses them. What keeps the focus, and what
#: fetches htmx, cannot come later.
JS_ALWAYS_MAX_BYTES = 5_700
JS_MAX_BYTES = 20_000  # all behaviours together, without htmx
JS_WRITING_MAX_BYTES = 6 * 1000  # what only people who write load
JS_TALKING_MAX_BYTES = 4_500  # what else a signed-in reader of a question loads
TEXT_MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
EDGE_MIN_CONTRAST = 3.0  # WCAG 2.2, 1.4.11

sheets = sorted((STATIC / "css").rglob("*.css"))
pages = [path for path in TEMPLATES.rglob("*.html") if "email" not in path.relative_to(TEMPLATES).parts]


def test_vendored_files_are_exactly_what_was_published() -> None:
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text())
    listed = {name: digest for package in manifest["packages"] for name, digest in package["files"].items()}
    present = {
        str(path.relative_to(STATIC / "vendor")): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert present == listed


def linked_by_base() -> set[Path]:
    """The sheets that come with every page; a few pages link one more of their own."""
    assert 'static_url("css/site.css")' in (TEMPLATES / "layouts" / "base.html").read_text()
    return {STATIC / name for name in TOGETHER["css/site.css"]}


def test_style_and_script_stay_small() -> None:
    assert sum(path.stat().st_size for path in linked_by_base()) < CSS_MAX_BYTES
    assert sum(path.stat().st_size for path in (STATIC / "js").glob("*.js")) < JS_MAX_BYTES
    assert (
        sum(path.stat().st_size for path in (STATIC / "js" / "writing").glob("*.js")) < JS_WRITING_MAX_BYTES
    )
    talking = sum(path.stat().st_size for path in (STATIC / "js" / "talking").glob("*.js"))
    assert 0 < talking < JS_TALKING_MAX_BYTES
    assert (STATIC / "js" / "app.js").stat().st_size < JS_ALWAYS_MAX_BYTES


def test_every_sheet_is_linked_by_some_page() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in pages)
    for whole, parts in TOGETHER.items():
        assert f'static_url("{whole}")' in text
        text += " ".join(parts)
    for path in set(sheets) - linked_by_base():
        assert f"{path.relative_to(STATIC)}" in text


def test_every_token_that_is_used_is_defined() -> None:
    light = (STATIC / "css" / "tokens.css").read_text().partition("@media")[0]
    elsewhere = "".join(path.read_text() for path in sheets if path.name != "tokens.css")
    defined = set(re.findall(r"(--[\w-]+):", light + elsewhere))
    used = {name for path in sheets for name in re.findall(r"var\((--[\w-]+)", path.read_text())}
    assert used <= defined


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name
        for path in pages
        for name in re.findall(
            r'(?:\bicon\(|icon_name=|"icon": )"([\w-]+)"', path.read_text(encoding="utf-8")
        )
    }
    assert named <= drawn


@pytest.mark.parametrize("path", pages, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_breaks_the_content_policy(path: Path) -> None:
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert not re.search(r"\sstyle=", text), "inline style"
    assert not re.search(r"<style\b", text), "style element"
    assert not re.search(r"\son\w+=[\"']", text), "inline handler"
    assert not re.search(r"\|\s*safe\b", text), "|safe"
    assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/ld\+json))", text), "inline script"
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text), "something of a third party"


def palettes() -> dict[str, dict[str, str]]:
    """Colours by name, for each theme; dark as the system asks for it and as the reader does."""
    text = (STATIC / "css" / "tokens.css").read_text()
    system, chosen = text.index("@media (prefers-color-scheme"), text.index(':root[data-theme="dark"]')

    def colours(part: str) -> dict[str, str]:
        return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))

    return {
        "light": colours(text[:system]),
        "system": colours(text[system:chosen]),
        "chosen": colours(text[chosen:]),
    }


def test_both_ways_into_the_dark_are_the_same() -> None:
    found = palettes()
    assert found["system"] == found["chosen"] != {}


@pytest.mark.parametrize("theme", ["light", "chosen"])
def test_words_can_be_read_on_every_ground(theme: str) -> None:
    colours = palettes()[theme]
    grounds = ("ground", "surface", "sunken")
    pairs = [
        (ink, ground)
        for ink in ("ink", "dim", "accent", "accent-strong", "good", "care", "bad")
        for ground in grounds
    ]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("ink", "mark"), ("surface", "good")]
    pairs += [(ink, f"{kind}-soft") for kind in ("accent", "good", "care", "bad") for ink in (kind, "ink")]
    pairs += [("dim", f"{kind}-soft") for kind in ("accent", "good", "care")]
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < TEXT_MIN_CONTRAST} == {}
    assert all(contrast(colours["edge"], colours[ground]) >= EDGE_MIN_CONTRAST for ground in grounds)
