"""Invitations as those who got them see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.routing.models import Invitation, InvitationChoice
from forum.threads import queries as threads
from forum.threads.models import Answer, Question
from forum.threads.policy import public
from forum.threads.queries import QuestionRow

LISTED_MAX = 50


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation in the list of whoever got it. `state`: open, answered, declined or over."""

    id: int
    question: QuestionRow
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody was invited. `similar`: questions she solved that are like this one; `in_topic`: all of the topic."""

    similar: list[QuestionRow]
    in_topic: int


def invitation(invitation_id: int, viewer: Viewer) -> Invitation:
    """One of the viewer's own. Raises `NotFound`, also when she may not see its question any more."""
    found = db.session.get(Invitation, invitation_id)
    if found is None or viewer.id is None or found.person_id != viewer.id:
        raise NotFound()
    threads.question(found.question_id, viewer)
    return found


def for_person(viewer: Viewer) -> list[Invited]:
    """The viewer's invitations, newest first: what was taken back is not told, unless she answered. Two queries."""
    found = db.session.scalars(
        sa.select(Invitation)
        .where(Invitation.person_id == viewer.id, Invitation.withdrawn_at.is_(None))
        .order_by(Invitation.invited_at.desc(), Invitation.id.desc())
        .limit(LISTED_MAX)
    ).all()
    shown = {row.id: row for row in threads.rows([each.question_id for each in found], viewer)}
    return [
        Invited(each.id, shown[each.question_id], each.invited_at, state_of(each))
        for each in found
        if each.question_id in shown
    ]


def state_of(invitation: Invitation) -> str:
    """open, answered, declined or over."""
    if invitation.answered_at is not None:
        return "answered"
    if invitation.declined_at is not None:
        return "declined"
    return "open" if invitation.stands else "over"


def why(invitation: Invitation, viewer: Viewer) -> Why:
    """What of hers is like this question, and how much she solved in its topic. Two queries."""
    in_topic = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Answer)
        .join(Question, Question.solution_id == Answer.id)
        .where(
            Answer.author_id == viewer.id,
            Answer.author_id != Question.author_id,
            Question.topic_id == invitation.topic_id,
            public(Question),
            public(Answer),
        )
    )
    return Why(threads.rows(invitation.similar, viewer), in_topic or 0)


def per_week(person_id: int) -> int | None:
    """How many invitations a week she takes; None: she chose nothing."""
    return db.session.scalar(
        sa.select(InvitationChoice.per_week).where(InvitationChoice.person_id == person_id)
    )


def answered_when_invited(person_id: int) -> int:
    """How many invitations she answered with an answer that everybody still sees. One query."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Invitation)
            .join(Answer, Answer.id == Invitation.answer_id)
            .join(Question, Question.id == Answer.question_id)
            .where(Invitation.person_id == person_id, public(Answer), public(Question))
        )
        or 0
    )
