"""The customer's trail: kept with her consent, sent along when she wants it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, consents
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.core.roles import Viewer
from forum.support.models import TrailLine
from forum.support.queries import trails as queries
from forum.threads.models import Question


def consent_to_trail(by: Person, agreed: bool) -> None:
    """Remember (or forget) that the last 24 hours' searches may be kept; without consent all of it goes at once."""
    by.trail_consent_at = clock.now() if agreed else None
    if not agreed:
        db.session.execute(
            sa.delete(TrailLine).where(TrailLine.person_id == by.id, TrailLine.question_id.is_(None))
        )
    consents.note(by.id, "trail", agreed)
    audit.record(by, "agreed to the trail" if agreed else "ended the trail", f"person:{by.id}")


def send_trail(question: Question, by: Person, line_ids: Sequence[int], guest: str = "") -> int:
    """Attach the lines that the customer left standing to her question; returns how many.

    `guest`: what she was known by before she had an account. Lines of others, and those older than a day, are ignored.
    """
    if question.author_id != by.id:
        raise NotAllowed()
    sent = db.session.execute(
        sa.update(TrailLine)
        .where(TrailLine.id.in_(list(line_ids)), queries.owned(by.id, guest), queries.still_kept())
        .values(question_id=question.id, person_id=by.id, guest=None)
    )
    return int(sent.rowcount)  # type: ignore[attr-defined]


def strike(line_id: int, by: Viewer, guest: str = "") -> None:
    """Delete one line that was not sent along. Twice is once; lines of others are nobody's business."""
    db.session.execute(
        sa.delete(TrailLine).where(
            TrailLine.id == line_id, queries.owned(by.id, guest), TrailLine.question_id.is_(None)
        )
    )


def forget_guest(guest: str) -> None:
    """A guest ends it: all that was kept goes at once."""
    db.session.execute(sa.delete(TrailLine).where(TrailLine.guest == guest, TrailLine.question_id.is_(None)))
