"""What several parts of one page look at: asked once."""

from __future__ import annotations

from flask import g

from forum.support import queries
from forum.support.models import Case
from forum.threads.models import Question


def case_shown(question: Question) -> Case | None:
    """The case in which this question is worked on; asked once for a page."""
    if question.escalated_at is None:
        return None
    shown: dict[int, Case | None] = g.setdefault("cases_shown", {})
    if question.id not in shown:
        shown[question.id] = queries.standing_case_of(question.id)
    return shown[question.id]
