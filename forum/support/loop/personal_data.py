"""What closing the loop keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.support.loop.models import QuestionLoop


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(QuestionLoop).where(QuestionLoop.person_id == person_id))
    return [
        {
            "question": f"question:{r.question_id}",
            "read_at": r.read_at.isoformat() if r.read_at else None,
            "still_stuck_at": r.refused_at.isoformat() if r.refused_at else None,
            "reminded_at": r.reminded_at.isoformat() if r.reminded_at else None,
        }
        for r in rows
    ]


def _erase(person_id: int) -> None:
    db.session.execute(sa.delete(QuestionLoop).where(QuestionLoop.person_id == person_id))


LOOP = Kept(
    table="question_loop",
    what=N_("When you first read the answers to a question of yours, and whether you were reminded."),
    why=N_("So that we remind you once only, and can say that it is probably solved."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
)
