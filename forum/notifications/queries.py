"""Whoever looks sees their own notices only."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.notifications.models import Notice


def inbox(viewer: Viewer, page: int) -> Page[Notice]:
    """The viewer's notices, newest first."""
    newest = sa.select(Notice).where(Notice.person_id == viewer.id).order_by(Notice.id.desc())
    return paginate(lambda limit, offset: db.session.scalars(newest.limit(limit).offset(offset)).all(), page)


def unread(viewer: Viewer) -> int:
    """How many the viewer has not seen."""
    count = sa.select(sa.func.count()).where(Notice.person_id == viewer.id, Notice.read_at.is_(None))
    return db.session.scalar(count) or 0
