"""Who is told when something happens on a question, and why."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications.actions import tell
from forum.threads import buttons, policy
from forum.threads.models import Answer, Follower, Question


def answered(question: Question, answer: Answer, by: Person) -> None:
    """Whoever asked learns of it at once, by mail too; other followers find it in their inbox."""
    kind = "staff_answered" if answer.staff else "answered"
    if question.author_id != by.id:
        tell(
            question.author_id,
            kind,
            answer.path,
            mail_as=kind,
            about=question.document,
            mail_only=buttons.of(question, answer),
            who=by.name,
            title=question.title,
        )
    others = db.session.scalars(
        sa.select(Follower.person_id)
        .where(
            Follower.question_id == question.id,
            Follower.person_id.not_in([question.author_id, by.id]),
        )
        .order_by(Follower.since)
        .limit(policy.FOLLOWERS_TOLD_MAX)
    ).all()
    for person_id in others:
        tell(person_id, kind, answer.path, who=by.name, title=question.title)


def accepted(question: Question, answer: Answer, by: Viewer) -> None:
    """Whoever wrote the solution learns that it solved it."""
    if answer.author_id != by.id:
        tell(
            answer.author_id,
            "accepted",
            answer.path,
            mail_as="accepted",
            about=question.document,
            title=question.title,
        )


def confirmed(question: Question, answer: Answer) -> None:
    """Whoever asked learns that the team said so for them: they may take it back."""
    tell(question.author_id, "confirmed", answer.path, title=question.title)
