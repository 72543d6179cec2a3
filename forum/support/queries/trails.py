"""What a customer did before asking."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import TrailLine

TRAIL_HOURS = 24  # what is not sent along is forgotten after a day


def trail_of_question(question_id: int, viewer: Viewer) -> list[TrailLine]:
    """What the customer sent along, oldest first: for staff and for herself."""
    wanted = (
        sa.select(TrailLine).where(TrailLine.question_id == question_id).order_by(TrailLine.at, TrailLine.id)
    )
    if not policy.can_work(viewer):
        wanted = wanted.where(TrailLine.person_id == viewer.id)
    return list(db.session.scalars(wanted))


def unsent_trail(viewer: Viewer) -> list[TrailLine]:
    """What is kept of the viewer's last 24 hours and was not sent along yet, oldest first."""
    since = clock.now() - timedelta(hours=TRAIL_HOURS)
    wanted = (
        sa.select(TrailLine)
        .where(TrailLine.person_id == viewer.id, TrailLine.question_id.is_(None), TrailLine.at >= since)
        .order_by(TrailLine.at.desc(), TrailLine.id.desc())
        .limit(50)
    )
    return list(db.session.scalars(wanted))[::-1]
