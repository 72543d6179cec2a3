"""The promise: until when a person of the company answers, and whose time has run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum import hours
from forum.core import clock
from forum.core.db import db
from forum.threads import policy
from forum.threads.models import Question


@dataclass(frozen=True, slots=True)
class Promise:
    """How the promise of one question stands. `due_at` is None where it says nothing any more (it lapsed)."""

    state: str  # waiting | paused | overdue | escalated | kept
    due_at: datetime | None
    asked_at: datetime
    paused_at: datetime | None = None

    @property
    def share(self) -> int:
        """Per cent of the opening time that is gone."""
        if self.state != "waiting" or self.due_at is None:
            return 100
        calendar, now = hours.calendar(), clock.now()
        gone, left = calendar.between(self.asked_at, now), calendar.between(now, self.due_at)
        return round(100 * gone / (gone + left)) if gone + left else 100


def promise_of(row: Any) -> Promise | None:
    """The promise of a question, or of a row with its columns; None when nothing is promised (any more)."""
    due, asked = row.due_at, row.created_at
    if row.staff_answered_at is not None:
        kept = due is not None and row.staff_answered_at <= due
        return Promise("kept", due, asked) if kept else None
    if row.solution_id is not None or due is None or row.closed_at is not None:
        return None
    if row.paused_at is not None:
        return Promise("paused", due, asked, row.paused_at)
    now = clock.now()
    if row.escalated_at is not None:
        return Promise("escalated", due if due > now else None, asked)
    if due <= now:
        return Promise("overdue", None, asked)
    return Promise("waiting", due, asked)


def promise_lapsed(now: datetime, limit: int = 100) -> list[Question]:
    """Unsolved questions that no person of the company answered until their `due_at`, longest waiting first; those of
    closed groups too: whoever asks there is promised the same.

    Closed questions, those whose clock is paused and those that were escalated already are left out.
    """
    return list(
        db.session.scalars(
            sa.select(Question)
            .where(
                Question.solved_at.is_(None),
                Question.due_at <= now,
                Question.paused_at.is_(None),
                Question.escalated_at.is_(None),
                Question.staff_answered_at.is_(None),
                Question.closed_at.is_(None),
                policy.standing(Question),
            )
            .order_by(Question.due_at, Question.id)
            .limit(limit)
        )
    )
