"""Show oneself on the page of the team, or not any more."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.team import policy
from forum.team.models import ShownOnTeam


def show_oneself(by: Viewer, shown: bool) -> None:
    """Twice is as once. Raises `NotAllowed` for who is not of the company."""
    ensure(policy.can_be_shown(by))
    if shown:
        row = upsert(ShownOnTeam.__table__).values(person_id=by.id, since=clock.now())
        db.session.execute(row.on_conflict_do_nothing())
    else:
        db.session.execute(sa.delete(ShownOnTeam).where(ShownOnTeam.person_id == by.id))
