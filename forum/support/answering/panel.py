"""What the page of a document tells people of the company: in how many replies it was used."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.core.roles import is_staff
from forum.support.answering import queries
from forum.threads.models import Question


@panels.fills("article_staff")
def uses_of_article(document: str, **_values: Any) -> str | None:
    """Beside an article."""
    return _uses(document)


@panels.fills("question")
def uses_of_question(question: Question, **_values: Any) -> str | None:
    """Below a question that was solved: others are not used in replies."""
    return _uses(question.document) if question.solved and is_staff(viewer()) else None


def _uses(document: str) -> str | None:
    used = queries.used_in(document, viewer())
    return render_template("support/answering/_uses.html", used=used) if used else None
