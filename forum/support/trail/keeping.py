"""Lines of the trail: kept only of those who agreed, forgotten after a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.support import queries
from forum.support.models import Case, TrailLine
from forum.support.queries.trails import owned, still_kept

LINES_MAX = 200  # of one person: a day of searching, not a log
GUEST_LINES_MAX = 60
SENT_DAYS = 90  # lines sent along are forgotten so long after their case is closed
TEXT_MAX = 300


class Whose(NamedTuple):
    """A person, or a guest by what the rows know her by. A guest has agreed when she has a key at all."""

    person_id: int | None
    guest: str = ""


def keep(
    whose: Whose,
    kind: str,
    text: str,
    document: str = "",
    at: datetime | None = None,
    question_id: int | None = None,
) -> None:
    """Write one line, if they agreed. `question_id`: it goes along with that question at once."""
    if not _agreed(whose):
        return
    mine = owned(*whose)
    count = db.session.scalar(sa.select(sa.func.count()).select_from(TrailLine).where(mine)) or 0
    if count >= (LINES_MAX if whose.person_id is not None else GUEST_LINES_MAX):
        return
    if kind == "rejected" and db.session.scalar(
        # Said beside the form, and once more by the form: it stands there already, or she struck it.
        sa.select(TrailLine.id).where(
            mine,
            TrailLine.kind == kind,
            TrailLine.document == document,
            sa.or_(still_kept(), TrailLine.question_id == question_id),
        )
    ):
        return
    db.session.add(
        TrailLine(
            person_id=whose.person_id,
            guest=None if whose.person_id is not None else whose.guest,
            at=at or clock.now(),
            kind=kind,
            text=text[:TEXT_MAX],
            document=document,
            question_id=question_id,
        )
    )


def _agreed(whose: Whose) -> bool:
    if whose.person_id is None:
        return bool(whose.guest)
    agreed = sa.select(Person.trail_consent_at).where(Person.id == whose.person_id)
    return db.session.scalar(agreed) is not None


def forget_old() -> int:
    """Delete lines older than a day that were not sent, and sent ones long after their case. Returns how many."""
    now = clock.now()
    unsent = sa.delete(TrailLine).where(
        TrailLine.question_id.is_(None), TrailLine.at < now - timedelta(hours=queries.TRAIL_HOURS)
    )
    done = sa.select(Case.question_id).where(Case.closed_at < now - timedelta(days=SENT_DAYS))
    sent = sa.delete(TrailLine).where(
        TrailLine.question_id.in_(done), TrailLine.at < now - timedelta(days=SENT_DAYS)
    )
    return sum(int(db.session.execute(old).rowcount) for old in (unsent, sent))  # type: ignore[attr-defined, misc]
