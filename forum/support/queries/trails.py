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
SHOWN_MAX = 50  # newest lines that are offered to be sent along


def trail_of_question(question_id: int, viewer: Viewer) -> list[TrailLine]:
    """What the customer sent along, oldest first: for staff and for herself."""
    wanted = (
        sa.select(TrailLine).where(TrailLine.question_id == question_id).order_by(TrailLine.at, TrailLine.id)
    )
    if not policy.can_work(viewer):
        wanted = wanted.where(TrailLine.person_id == viewer.id)
    return list(db.session.scalars(wanted))


def still_kept() -> sa.ColumnElement[bool]:
    """Not sent along, and not a day old: what is older is shown to nobody, sent nowhere and deleted by the clock."""
    return sa.and_(
        TrailLine.question_id.is_(None), TrailLine.at >= clock.now() - timedelta(hours=TRAIL_HOURS)
    )


def owned(person_id: int | None, guest: str) -> sa.ColumnElement[bool]:
    """Whose lines: of this person, and of the guest that this browser was (`guest`: see `TrailLine`)."""
    whose = []
    if person_id is not None:
        whose.append(TrailLine.person_id == person_id)
    if guest:
        whose.append(TrailLine.guest == guest)
    return sa.or_(*whose) if whose else sa.false()


def unsent_trail(viewer: Viewer, guest: str = "") -> list[TrailLine]:
    """What is kept of the last 24 hours and was not sent along yet, oldest first."""
    wanted = (
        sa.select(TrailLine)
        .where(owned(viewer.id, guest), still_kept())
        .order_by(TrailLine.at.desc(), TrailLine.id.desc())
        .limit(SHOWN_MAX)
    )
    return list(db.session.scalars(wanted))[::-1]
