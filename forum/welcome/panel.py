"""What pages show because somebody is new: to others a word of kindness, to her the gentle rules."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import clock, panels
from forum.core.access import viewer
from forum.core.i18n import current_language
from forum.threads.models import Question
from forum.threads.queries import AnswerView
from forum.welcome import choices, policy


@panels.fills("question_main")
def new_asker(question: Question, **_values: Any) -> str | None:
    """Below a first question, where others answer, until it is solved."""
    if question.solved or not policy.new_here(question.first_post, question.created_at, clock.now()):
        return None
    return render_template("welcome/_new_here.html", kind="question")


@panels.fills("answer_top")
def new_answerer(answer: AnswerView, **_values: Any) -> str | None:
    """Above a first answer."""
    if not policy.new_here(answer.first_post, answer.created_at, clock.now()):
        return None
    return render_template("welcome/_new_here.html", kind="answer")


@panels.fills("ask_rules")
def rules_of_asking(**_values: Any) -> str:
    """Beside the form of a question: for everybody, it is short."""
    return _rules("question")


@panels.fills("answer_form")
def rules_of_answering(**_values: Any) -> str | None:
    """Above the form of an answer, for who is new."""
    return _rules("answer") if policy.reads_rules(viewer()) else None


def _rules(kind: str) -> str:
    fresh, own = policy.reads_rules(viewer()), choices.own(current_language())
    return render_template("welcome/_rules.html", kind=kind, own=own, fresh=fresh)
