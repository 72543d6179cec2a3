"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from forum.core.text import N_
from forum.notifications import kinds

SENTENCES = {
    "closure": (N_("Your question “%(title)s” was closed: %(because)s"), ""),
    "reopening": (N_("Your question “%(title)s” takes answers again."), ""),
    "hiding": (
        N_("Your question “%(title)s” was hidden: %(because)s"),
        N_("Your answer to “%(title)s” was hidden: %(because)s"),
    ),
    "showing": (
        N_("Everybody sees your question “%(title)s” again."),
        N_("Everybody sees your answer to “%(title)s” again."),
    ),
    "deletion": (
        N_("Your question “%(title)s” was deleted: %(because)s"),
        N_("Your answer to “%(title)s” was deleted: %(because)s"),
    ),
    "restoration": (
        N_("Your question “%(title)s” was restored."),
        N_("Your answer to “%(title)s” was restored."),
    ),
}


def register() -> None:
    """Say the sentences."""
    for deed in SENTENCES:
        kinds.register(f"moderated_{deed}", _reading(deed), row="moderation")


def _reading(deed: str) -> Callable[[dict[str, Any]], str]:
    def sentence(values: dict[str, Any]) -> str:
        words = SENTENCES[deed][1 if values.get("post_kind") == "answer" else 0]
        return str(gettext(words, title=values["title"], because=values["because"]))

    return sentence
