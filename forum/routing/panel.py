"""What others' pages show of routing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, render_template

from forum.core import clock, panels
from forum.core.access import viewer
from forum.routing import queries
from forum.threads.models import Question
from forum.threads.queries import AnswerView

JUST_NOW = timedelta(minutes=10)


@panels.fills("answer_top")
def just_answered(answer: AnswerView, **_values: Any) -> None:
    """Remember that she wrote one of these answers a moment ago: costs no query."""
    if answer.author_id == viewer().id and clock.now() - answer.created_at < JUST_NOW:
        g.just_answered = True


@panels.fills("question")
def one_more(question: Question, **_values: Any) -> str | None:
    """To whoever answered here a moment ago: one more that she could answer."""
    if not g.get("just_answered"):
        return None
    offer = queries.one_for(viewer(), without=question.id)
    return render_template("routing/_offer.html", offer=offer) if offer else None
