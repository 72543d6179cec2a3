"""What satisfaction keeps about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.support.satisfaction.models import Satisfaction
from forum.support.satisfaction.policy import KEPT_DAYS


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Satisfaction).where(Satisfaction.customer_id == person_id))
    return [
        {
            "case": r.case_id,
            "asked_at": r.asked_at.isoformat() if r.asked_at else None,
            "mark": r.mark,
            "words": r.words,
            "given_at": r.given_at.isoformat() if r.given_at else None,
        }
        for r in rows
    ]


def _erase(person_id: int) -> None:
    """Marks she gave go; of an agent who leaves, the marks stay without the name."""
    db.session.execute(sa.delete(Satisfaction).where(Satisfaction.customer_id == person_id))
    db.session.execute(
        sa.update(Satisfaction).where(Satisfaction.agent_id == person_id).values(agent_id=None)
    )


MARKS = Kept(
    table="satisfaction",
    what=N_("How you rated our help after a case, and what you wrote about it."),
    why=N_(
        "So that we learn where our help is good and where it is not. Your words are deleted after a year."
    ),
    days=KEPT_DAYS,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
)
