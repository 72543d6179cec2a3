"""What readers wrote, on the page of the text they mean: for people of the company."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels, targets
from forum.core.access import viewer
from forum.core.roles import is_staff
from forum.votes import policy, queries


def register() -> None:
    """Fill the places."""
    panels.fills("article_staff")(beside_article)
    panels.fills("question")(beside_question)


def beside_article(document: str, **_values: Any) -> str | None:
    """The last words, those first that nobody has read."""
    said = queries.said_of(targets.parse(document), viewer())
    if not said:
        return None
    return render_template("votes/_panel.html", document=document, said=said, reasons=policy.REASONS)


def beside_question(question: Any, **_values: Any) -> str | None:
    """Where to find them: a question's page asks the database for much already."""
    if not (question.solved and is_staff(viewer())):
        return None
    return render_template("votes/_panel.html", document=question.document, said=(), reasons={})
