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
    kinds.register(
        "post_hidden", lambda v: gettext("What you wrote was hidden: %(because)s", **v), row="moderation"
    )
    kinds.register(
        "cleaned_up",
        lambda v: gettext("Several of your posts were taken away: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "cleaned_back", lambda v: gettext("Your posts are back where they were."), row="moderation"
    )
    kinds.register(
        "question_merged",
        lambda v: gettext("Your question “%(title)s” was joined with one that asks the same.", **v),
        row="moderation",
    )
    kinds.register(
        "question_moved",
        lambda v: gettext("Your question “%(title)s” was moved to another topic: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "post_split",
        lambda v: gettext("Your answer to “%(title)s” is a question of its own now: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "post_given",
        lambda v: gettext("A post in “%(title)s” is yours now: %(because)s", **v),
        row="moderation",
    )
    kinds.register(
        "post_taken",
        lambda v: gettext("Your post in “%(title)s” belongs to somebody else now: %(because)s", **v),
        row="moderation",
    )


def _reading(deed: str) -> Callable[[dict[str, Any]], str]:
    def sentence(values: dict[str, Any]) -> str:
        words = SENTENCES[deed][1 if values.get("post_kind") == "answer" else 0]
        return str(gettext(words, title=values["title"], because=values["because"]))

    return sentence
