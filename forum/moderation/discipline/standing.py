"""What trust goes by: until when the last silence or suspension of somebody was in force. What was undone never happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.moderation.discipline import policy
from forum.moderation.discipline.models import Measure


def last_measures(person_ids: Sequence[int]) -> dict[int, datetime]:
    """person -> the end of the last one; now for one without an end. One query; a source of `reputation.facts`."""
    rows = db.session.execute(
        sa.select(Measure.person_id, Measure.until).where(
            Measure.person_id.in_(person_ids), Measure.kind.in_(policy.TIMED), Measure.ended_at.is_(None)
        )
    )
    now = clock.now()
    last: dict[int, datetime] = {}
    for person_id, until in rows:
        last[person_id] = max(until or now, last.get(person_id, until or now))
    return last
