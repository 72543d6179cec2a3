"""The guides and macros that come with the demo are ones that could be published and saved."""

from __future__ import annotations

from forum.demo.load import lines
from forum.support.guides.steps import flaws
from forum.support.macros import placeholders


def test_the_demos_guides_are_sound() -> None:
    assert [flaw for line in lines("guides") for flaw in flaws(line["steps"])] == []


def test_the_demos_macros_can_be_filled_in() -> None:
    assert [name for line in lines("macros") for name in placeholders.unknown(line["body"])] == []
