"""Who is told what about a case."""

from __future__ import annotations

from forum.core.roles import Viewer
from forum.notifications import actions as notifications
from forum.support.models import Case
from forum.threads.models import Question


def _question(question: Question) -> str:
    return f"/questions/{question.id}-{question.slug}"


def escalated(case: Case, question: Question) -> None:
    """The customer: a person will look at it."""
    notifications.tell(case.customer_id, "escalated", _question(question), title=question.title)


def resolved(case: Case, question: Question) -> None:
    """The customer, by mail too: did it solve it?"""
    notifications.tell(
        case.customer_id,
        "case_resolved",
        "/my/cases",
        mail_as="case_resolved",
        about=question.document,
        title=question.title,
    )


def still_stuck(case: Case, question: Question) -> None:
    """The agent: the customer says that it did not solve it."""
    if case.claimed_by_id:
        notifications.tell(case.claimed_by_id, "still_stuck", f"/desk/cases/{case.id}", title=question.title)


def closed_by_thread(case: Case, question: Question, by: Viewer | None) -> None:
    """The agent who holds it: nothing left to do."""
    if case.claimed_by_id and (by is None or by.id != case.claimed_by_id):
        notifications.tell(case.claimed_by_id, "case_closed", f"/desk/cases/{case.id}", title=question.title)
