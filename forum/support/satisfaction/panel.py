"""Where marks show beside a case: the customer's question asks for one, the agent's case shows it."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import consents, panels
from forum.core.access import viewer
from forum.support.models import Case
from forum.support.satisfaction import choices, policy, queries
from forum.support.shown import case_shown
from forum.threads.models import Question


@panels.fills("question")
def ask(question: Question, **_values: Any) -> str | None:
    """For the customer whose case ended: how was it?"""
    mine = viewer().id is not None and viewer().id == question.author_id
    case = case_shown(question) if mine and choices.ASK.value else None
    if case is None or not policy.can_mark(viewer(), case) or queries.given([case.id]):
        return None
    if not consents.given(case.customer_id, "satisfaction"):
        return None
    return render_template("support/satisfaction/_ask.html", case=case)


@panels.fills("case_side")
def on_case(case: Case, **_values: Any) -> str | None:
    """What she said of this case."""
    row = queries.of_case(case.id)
    if row is None or row.mark is None:
        return None
    return render_template("support/satisfaction/_mark.html", row=row)
