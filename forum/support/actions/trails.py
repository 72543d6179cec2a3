"""The customer's trail: kept with her consent, sent along when she wants it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.support.models import TrailLine
from forum.threads.models import Question


def consent_to_trail(by: Person, agreed: bool) -> None:
    """Remember (or forget) that the last 24 hours' searches may be kept; without consent all of it goes at once."""
    by.trail_consent_at = clock.now() if agreed else None
    if not agreed:
        db.session.execute(
            sa.delete(TrailLine).where(TrailLine.person_id == by.id, TrailLine.question_id.is_(None))
        )
    audit.record(by, "agreed to the trail" if agreed else "ended the trail", f"person:{by.id}")


def send_trail(question: Question, by: Person, line_ids: Sequence[int]) -> int:
    """Attach the lines that the customer left standing to her question. Lines of others are ignored."""
    if question.author_id != by.id:
        raise NotAllowed()
    sent = db.session.execute(
        sa.update(TrailLine)
        .where(
            TrailLine.id.in_(list(line_ids)), TrailLine.person_id == by.id, TrailLine.question_id.is_(None)
        )
        .values(question_id=question.id)
    )
    return int(sent.rowcount)  # type: ignore[attr-defined]
