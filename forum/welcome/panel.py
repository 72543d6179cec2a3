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
    """Below a first question, where others answer."""
    if not policy.new_here(question.first_post, question.created_at, clock.now()):
        return None
    return render_template("welcome/_new_here.html", kind="question")


@panels.fills("answer_top")
def new_answerer(answer: AnswerView, **_values: Any) -> str | None:
    """Above a first answer."""
    if not policy.new_here(answer.first_post, answer.created_at, clock.now()):
        return None
    return render_template("welcome/_new_here.html", kind="answer")


@panels.fills("ask")
def rules_of_asking(**_values: Any) -> str | None:
    """Beside the form of a question."""
    return _rules("question")


@panels.fills("answer_form")
def rules_of_answering(**_values: Any) -> str | None:
    """Above the form of an answer."""
    return _rules("answer")


def _rules(kind: str) -> str | None:
    if not policy.reads_rules(viewer()):
        return None
    return render_template("welcome/_rules.html", kind=kind, own=choices.own(current_language()))
