"""Whoever works on the pages finds every part of them in the style guide, and every token with its value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forum.brand import guide

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MACROS = sorted(
    (path.name, name)
    for path in (TEMPLATES / "components").glob("*.html")
    for name in re.findall(r"{%-?\s*macro\s+([a-z]\w*)\(", path.read_text(encoding="utf-8"))
)


@pytest.mark.parametrize(("sheet", "macro"), MACROS)
def test_every_macro_is_shown(sheet: str, macro: str) -> None:
    guide_text = (TEMPLATES / "styleguide.html").read_text(encoding="utf-8")
    shown = re.search(rf"{{[{{%][^}}]*\b{macro}\(", guide_text)
    assert shown, f"{macro} of components/{sheet} is not shown in templates/styleguide.html"


def test_every_token_has_a_sample() -> None:
    sheet = (TEMPLATES.parent / "static/css/components/styleguide.css").read_text(encoding="utf-8")
    named = [name for name, _light, _dark in guide.swatches()]
    named += [name for group in guide.GROUPS for name, _value in guide.measures()[group]]
    assert {"accent", "size-7", "gap-8", "radius-3"} <= set(named)
    assert [name for name in named if f".sg-{name} " not in sheet] == []
