"""The box beside a question."""

from __future__ import annotations

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.threads.models import Question
from forum.threads.similar import queries


@panels.fills("question")
def beside(question: Question) -> str | None:
    """Where to read on; the same for every guest."""
    found = queries.of(question.id, viewer())
    return render_template("threads/_similar.html", similar=found) if found else None
