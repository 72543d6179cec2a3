"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from forum.notifications import kinds
from forum.votes.notices import KIND, still


def register() -> None:
    """Say the sentences."""
    kinds.register(KIND, _helpful, row="votes", many=_many, still=still)


def _helpful(v: dict[str, Any]) -> str:
    return str(gettext("Somebody found what you wrote in “%(title)s” helpful.", title=v["title"]))


def _many(v: dict[str, Any], count: int) -> str:
    return str(
        ngettext(
            "%(num)s person found what you wrote in “%(title)s” helpful.",
            "%(num)s people found what you wrote in “%(title)s” helpful.",
            count,
            title=v["title"],
        )
    )
