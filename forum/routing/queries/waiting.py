"""Which questions wait for an answer, and who may be asked for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.notifications import kinds
from forum.notifications.models import NoticeChoice
from forum.routing import policy
from forum.routing.models import Fit, Invitation, InvitationChoice, RoutedQuestion
from forum.threads.models import Affected, Answer, Question
from forum.threads.policy import standing


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who fits a question, and may be told of it as far as SQL can say."""

    person: Person
    score: float
    similar: list[int]


def unanswered() -> sa.ColumnElement[bool]:
    """Open questions that nobody but their asker said anything to. Not: for whom; ask `threads.visible` or `may_see` too."""
    others = sa.exists().where(
        Answer.question_id == Question.id, Answer.author_id != Question.author_id, standing(Answer)
    )
    return sa.and_(standing(Question), Question.closed_at.is_(None), Question.solution_id.is_(None), ~others)


def unmatched(now: datetime, limit: int) -> list[Question]:
    """Unanswered questions of late that nobody was looked for yet, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Question)
            .outerjoin(RoutedQuestion, RoutedQuestion.question_id == Question.id)
            .where(
                RoutedQuestion.question_id.is_(None),
                Question.created_at > now - timedelta(days=policy.LOOK_BACK_DAYS),
                unanswered(),
            )
            .order_by(Question.created_at.desc(), Question.id.desc())
            .limit(limit)
        )
    )


def due(now: datetime, hours: int, limit: int) -> list[int]:
    """Numbers of unanswered questions whose time to invite has come, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(Question.id)
            .join(RoutedQuestion, RoutedQuestion.question_id == Question.id)
            .where(
                RoutedQuestion.next_at <= now,
                Question.created_at <= now - timedelta(hours=hours),
                Question.created_at > now - timedelta(days=policy.LOOK_BACK_DAYS),
                unanswered(),
            )
            .order_by(Question.created_at, Question.id)
            .limit(limit)
        )
    )


def candidates(question: Question, now: datetime, per_week: int) -> list[Candidate]:
    """Who fits and has not been asked, wants invitations and has room for one this week; best first. One query."""
    this_week = (
        sa.select(sa.func.count())
        .where(Invitation.person_id == Fit.person_id, Invitation.invited_at > policy.counts_until(now))
        .correlate(Fit)
        .scalar_subquery()
    )
    wanted = sa.func.coalesce(InvitationChoice.per_week, per_week)
    rows = db.session.execute(
        sa.select(Person, Fit.score, Fit.similar)
        .join(Fit, Fit.person_id == Person.id)
        .outerjoin(InvitationChoice, InvitationChoice.person_id == Person.id)
        .where(
            Fit.question_id == question.id,
            Person.id != question.author_id,
            Person.role == "customer",
            Person.email.is_not(None),
            Person.verified_at.is_not(None),
            Person.suspended_at.is_(None),
            Person.erased_at.is_(None),
            this_week < wanted,
            ~_row_of(Invitation, question.id),
            ~_row_of(Affected, question.id),  # she has the same trouble
            ~_told_nothing(),
        )
        .order_by(Fit.score.desc(), Person.id)
    )
    return [Candidate(row[0], row.score, row.similar) for row in rows]


def _told_nothing() -> sa.ColumnElement[bool]:
    """She wants no notice of invitations, neither in her inbox nor by mail: so she gets none."""
    return sa.exists().where(
        NoticeChoice.person_id == Person.id,
        NoticeChoice.row == "invitations",
        NoticeChoice.inbox.is_(False),
        NoticeChoice.mail == kinds.OFF,
    )


def _row_of(model: Any, question_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(model.question_id == question_id, model.person_id == Person.id)
