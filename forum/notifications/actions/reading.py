"""Read what one was told."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications import kinds, queries
from forum.notifications.models import Notice
from forum.notifications.policy import KEPT_DAYS


def read(notice_id: int, by: Viewer) -> None:
    """Mark one line of the inbox as read: the notice and the others of its bundle. Raises `NotFound`."""
    read_of(queries.notice(notice_id, by).person_id, notice_id)


def read_of(person_id: int, notice_id: int) -> None:
    """The same, for what a page noted; nothing when it is gone meanwhile, or somebody else's."""
    notice = db.session.get(Notice, notice_id)
    if notice is not None and notice.person_id == person_id:
        db.session.execute(
            sa.update(Notice)
            .where(queries.of_bundle(notice), Notice.read_at.is_(None), Notice.id <= notice_id)
            .values(read_at=clock.now())
        )


def read_all(by: Viewer, row: str = "") -> int:
    """Mark all notices of `by` (of one row of the table) as read; returns how many were new."""
    new = (
        sa.update(Notice)
        .where(Notice.person_id == by.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
    if row:
        new = new.where(Notice.kind.in_(kinds.of_row(row)))
    result = db.session.execute(new)
    return int(result.rowcount)  # type: ignore[attr-defined]


def forget_old() -> int:
    """Forget what was read long ago. By the clock; returns how many."""
    old = clock.now() - timedelta(days=KEPT_DAYS)
    gone = db.session.execute(
        sa.delete(Notice).where(Notice.at < old, sa.or_(Notice.read_at.is_not(None), ~Notice.inbox))
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
