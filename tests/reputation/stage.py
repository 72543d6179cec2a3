"""Looking at reputation from outside: who has what, after the worker has been."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db
from forum.reputation.models import EarnedBadge, ReputationEntry, Standing
from tests.factories import site


def work(app: Askwell) -> None:
    """The worker counts anew what was asked for."""
    with site(app):
        while jobs.run_once("reputation"):
            pass


def everything() -> dict[str, Any]:
    """All that reputation says, without what differs by the moment it was written."""
    e, b, s = ReputationEntry, EarnedBadge, Standing
    entries = db.session.execute(
        sa.select(e.person_id, e.kind, e.fact, e.thing, e.points, e.by_id, e.topic_id).order_by(
            e.person_id, e.kind, e.fact
        )
    )
    had = db.session.execute(
        sa.select(b.person_id, b.badge, b.tier, b.thing).order_by(b.person_id, b.badge, b.tier)
    )
    stand = db.session.execute(sa.select(s.person_id, s.points, s.level).order_by(s.person_id))
    levels = db.session.execute(sa.select(Person.id, Person.trust_level).order_by(Person.id))
    return {
        "entries": [tuple(row) for row in entries],
        "badges": [tuple(row) for row in had],
        "standing": [tuple(row) for row in stand if row.points or row.level],
        "levels": [tuple(row) for row in levels],
    }


def points(app: Askwell, person: Person) -> int:
    """Somebody's points once the worker has been."""
    from forum.reputation import queries

    work(app)
    with app.app_context():
        return queries.points([person.id]).get(person.id, 0)


def badges(app: Askwell, person: Person) -> dict[str, int]:
    """Somebody's badges, each with its highest tier, once the worker has been."""
    work(app)
    with app.app_context():
        rows = db.session.execute(
            sa.select(EarnedBadge.badge, sa.func.max(EarnedBadge.tier))
            .where(EarnedBadge.person_id == person.id)
            .group_by(EarnedBadge.badge)
        )
        return {row[0]: row[1] for row in rows}
