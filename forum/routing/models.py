"""Who could answer a question, who was invited to, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base

freshness.unseen("routed_question", "question_fit", "answer_invitation", "invitation_choice")


class RoutedQuestion(Base):
    """A question for which people were looked for. `next_at`: when to invite (again), while nobody answers."""

    __tablename__ = "routed_question"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    matched_at: Mapped[datetime] = mapped_column(index=True)
    next_at: Mapped[datetime] = mapped_column(index=True)


class Fit(Base):
    """Somebody who solved questions like this one. `similar`: those questions, the nearest first."""

    __tablename__ = "question_fit"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    score: Mapped[float]
    similar: Mapped[list[Any]] = mapped_column(default=list)


class Invitation(Base):
    """Somebody was asked to answer. It stands until she answers, declines, or it is taken back without a word."""

    __tablename__ = "answer_invitation"
    __table_args__ = (
        sa.UniqueConstraint("question_id", "person_id"),
        sa.Index("ix_answer_invitation_person", "person_id", "invited_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"))
    topic_id: Mapped[int] = mapped_column(sa.ForeignKey("topic.id"))  # when she was invited: what is learned
    similar: Mapped[list[Any]] = mapped_column(default=list)
    invited_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]
    declined_because: Mapped[str] = mapped_column(default="")  # "field" | "time"
    withdrawn_at: Mapped[datetime | None]  # somebody else answered, or the question went away
    answered_at: Mapped[datetime | None]
    answer_id: Mapped[int | None]

    @property
    def stands(self) -> bool:
        """Does it still wait for her?"""
        return self.declined_at is None and self.withdrawn_at is None and self.answered_at is None


class InvitationChoice(Base):
    """How many invitations somebody takes in a week; 0: none. No row: as many as the site says."""

    __tablename__ = "invitation_choice"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    per_week: Mapped[int]
