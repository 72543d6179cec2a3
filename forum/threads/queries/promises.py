"""The promise: until when a person of the company answers, and whose time has run out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.threads import policy
from forum.threads.models import Question


@dataclass(frozen=True, slots=True)
class Promise:
    """How the promise of one question stands. `share`: per cent of the time that is gone."""

    state: str  # waiting | overdue | escalated | kept
    due_at: datetime | None
    share: int


def promise_of(row: Any) -> Promise | None:
    """The promise of a question, or of a row with its columns; None when nothing is promised (any more)."""
    due = row.due_at
    if row.staff_answered_at is not None:
        kept = due is not None and row.staff_answered_at <= due
        return Promise("kept", due, 100) if kept else None
    if row.solution_id is not None or due is None or row.closed_at is not None:
        return None
    now = clock.now()
    if row.escalated_at is not None:
        return Promise("escalated", due, 100)
    if due <= now:
        return Promise("overdue", due, 100)
    whole = (due - row.created_at).total_seconds()
    gone = (now - row.created_at).total_seconds()
    return Promise("waiting", due, max(0, min(100, round(100 * gone / whole))) if whole > 0 else 100)


def promise_lapsed(now: datetime, limit: int = 100) -> list[Question]:
    """Public, unsolved questions that no person of the company answered until their `due_at`, longest waiting first.

    Closed questions and those that were escalated already are left out.
    """
    return list(
        db.session.scalars(
            sa.select(Question)
            .where(
                Question.solved_at.is_(None),
                Question.due_at <= now,
                Question.escalated_at.is_(None),
                Question.staff_answered_at.is_(None),
                Question.closed_at.is_(None),
                policy.public(Question),
            )
            .order_by(Question.due_at, Question.id)
            .limit(limit)
        )
    )
