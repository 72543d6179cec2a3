"""Settings, commands, words and features are where a reader looks for them."""

from __future__ import annotations

from pathlib import Path

from forum import Askwell
from forum.config import Settings
from forum.features import FEATURES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_setting_is_explained() -> None:
    text = (DOCS / "operations.md").read_text()
    names = [f"ASKWELL_{name.upper()}" for name in Settings.model_fields]
    assert len(names) > 8
    assert [n for n in names if n not in text] == []


def test_every_command_is_explained(app: Askwell) -> None:
    text = (DOCS / "operations.md").read_text()
    ours = []
    for name, command in app.cli.commands.items():
        ours += [f"{name} {sub}" for sub in getattr(command, "commands", {})] or [name]
    assert len(ours) > 8
    assert [c for c in ours if f"`{c}" not in text] == []


def test_every_feature_is_on_the_map_and_every_word_in_the_glossary() -> None:
    architecture = (DOCS / "architecture.md").read_text()
    assert [f for f in FEATURES if f not in architecture] == []
    glossary = (DOCS / "glossary.md").read_text().lower()
    for word in (
        "topic",
        "question",
        "answer",
        "solution",
        "article",
        "revision",
        "hit",
        "flag",
        "case",
        "trail",
        "promise",
        "gap",
    ):
        assert f"**{word}**" in glossary


def test_decisions_are_dated_and_complete() -> None:
    decisions = sorted((DOCS / "decisions").glob("0*.md"))
    assert len(decisions) >= 5
    for path in decisions:
        text = path.read_text()
        assert all(part in text for part in ("Date:", "## Context", "## Decision", "## Consequences")), (
            path.name
        )
