"""What readers wrote, on the page of the text they mean: for people of the company."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels, targets
from forum.core.access import viewer
from forum.core.errors import NotFound
from forum.core.roles import is_staff
from forum.votes import policy, queries


def register() -> None:
    """Fill the places."""
    panels.fills("article_staff")(on_article)
    panels.fills("question")(on_question)


def on_article(document: str, **_values: Any) -> str | None:
    """Beside an article."""
    return _card(document) if is_staff(viewer()) else None


def on_question(question: Any, **_values: Any) -> str | None:
    """Beside a solved question."""
    return _card(question.document) if is_staff(viewer()) and question.solved else None


def _card(document: str) -> str | None:
    try:
        said = queries.said_of(targets.parse(document), viewer())
    except NotFound:
        return None
    if not said:
        return None
    return render_template("votes/_panel.html", document=document, said=said, reasons=policy.REASONS)
