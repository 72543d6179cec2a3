"""Earlier flags, on the page of the text they were on: for people of the company."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels, targets
from forum.core.access import viewer
from forum.flags import policy, queries


def register() -> None:
    """Fill the place."""
    panels.fills("article_staff")(beside_article)


def beside_article(document: str, **_values: Any) -> str | None:
    """What became of the last ones; the open ones stand above the text."""
    if not policy.can_see_flags(viewer()):
        return None
    ended = queries.ended(targets.parse(document), viewer())
    return render_template("flags/_panel.html", document=document, lines=ended) if ended else None
