"""What moderators get on the page of a question: buttons with a reason, and a way to each answer's."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.moderation import policy, words
from forum.threads.models import Question


def register() -> None:
    """Fill the places."""
    panels.fills("question")(on_question)
    panels.fills("answer")(on_answer)


def on_question(question: Question, **_values: Any) -> str | None:
    """The card beside the question."""
    if not policy.can_moderate(viewer()):
        return None
    return render_template(
        "moderation/_question.html", question=question, deeds=policy.deeds_for(question), words=words
    )


def on_answer(answer: Any, **_values: Any) -> str | None:
    """The link below an answer."""
    if not policy.can_moderate(viewer()):
        return None
    return render_template("moderation/_answer.html", answer=answer)
