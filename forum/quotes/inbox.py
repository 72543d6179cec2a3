"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from forum.notifications import kinds
from forum.quotes.notices import KIND


def register() -> None:
    """Say the sentence."""
    kinds.register(KIND, _outdated, row="followed")


def _outdated(v: dict[str, Any]) -> str:
    return str(
        _(
            "“%(article)s”, which an answer to “%(title)s” quotes, has changed a lot since.",
            article=v["article"],
            title=v["title"],
        )
    )
