"""What a question page shows of its case, and the customer's buttons."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from forum.accounts import queries as accounts
from forum.core import panels
from forum.core.access import viewer
from forum.core.db import db
from forum.support import policy
from forum.support.models import Case
from forum.support.shown import case_shown
from forum.support.trail import panel as trail
from forum.threads.models import Question


@panels.fills("question")
def case_of_question(question: Question, **_values: Any) -> str | None:
    """ "A person is on it", "ask a person", "did it solve it?": by who looks and how things stand."""
    case = case_shown(question)
    open_case = case if case is not None and case.closed_at is None else None
    may_ask = open_case is None and policy.can_ask_person(viewer(), question)
    if case is None and not may_ask:
        return None
    mine = current_user.is_authenticated and question.author_id == current_user.id
    agent = accounts.names([case.claimed_by_id if case else None])
    return render_template(
        "support/_panel.html",
        question=question,
        case=case,
        together=answered_in(case, question),
        open_case=open_case,
        agent=next(iter(agent.values()), None),
        may_ask=may_ask,
        may_judge=open_case is not None and policy.can_judge(viewer(), open_case),
        may_work=policy.can_work(viewer()),
        mine=mine,
        lines=trail.unsent() if mine and may_ask else [],
        agreed=mine and trail.agreed(),
        key="",
    )


def answered_in(case: Case | None, question: Question) -> Question | None:
    """The other question with which this one is answered together, if they were merged and everybody may see it."""
    if case is None or case.question_id == question.id:
        return None
    other = db.session.get(Question, case.question_id)
    return other if other is not None and other.public else None
