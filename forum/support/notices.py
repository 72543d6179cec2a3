"""Who is told what about a case."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications import actions as notifications
from forum.support.loop import links
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
        mail_only=links.buttons(question, None),
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


def assigned(case: Case, to: Viewer, by: Viewer | None) -> None:
    """Whoever it was given to."""
    question = db.session.get_one(Question, case.question_id)
    if to.id is not None:
        notifications.tell(to.id, "case_assigned", _desk(case), title=question.title, by=_name(by))


def mentioned(case: Case, named: Sequence[int], by: Viewer) -> None:
    """Colleagues named in a note. Not what it says: a notice is read in more places than the desk."""
    question = db.session.get_one(Question, case.question_id)
    for person_id in named:
        notifications.tell(
            person_id, "case_mention", f"{_desk(case)}#notes", title=question.title, by=_name(by)
        )


def told(case: Case, person_id: int, rule: str) -> None:
    """A colleague whom a rule names."""
    question = db.session.get_one(Question, case.question_id)
    notifications.tell(person_id, "case_rule", _desk(case), title=question.title, rule=rule)


def wrote(case: Case, question: Question) -> None:
    """Whoever holds it: the customer wrote."""
    if case.claimed_by_id:
        notifications.tell(case.claimed_by_id, "case_wrote", _desk(case), title=question.title)


def ended(case: Case, question: Question) -> None:
    """The customer: support is done with it."""
    notifications.tell(case.customer_id, "case_ended", _question(question), title=question.title)


def merged(into: Case, question: Question, others: Sequence[Question]) -> None:
    """The customer, once: where her questions are answered."""
    notifications.tell(
        into.customer_id, "case_merged", _question(question), title=question.title, other=others[0].title
    )


def _desk(case: Case) -> str:
    return f"/desk/cases/{case.id}"


def _name(by: Viewer | None) -> str:
    return str(getattr(by, "name", ""))
