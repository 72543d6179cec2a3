"""One case, by its number or its question; and the customer's own."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import Case
from forum.support.queries.queue import ROWS, QueueRow


def case(case_id: int, viewer: Viewer) -> Case:
    """One case, for staff and its customer; `NotFound` for everybody else."""
    found = db.session.get(Case, case_id)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def row(case_id: int, viewer: Viewer) -> QueueRow:
    """One case as a list shows it. Raises `NotFound` like `case`."""
    case(case_id, viewer)
    return QueueRow._make(db.session.execute(ROWS.where(Case.id == case_id)).one())


def open_case_of(question_id: int) -> Case | None:
    """The case of a question that is still open."""
    return db.session.scalar(sa.select(Case).where(Case.question_id == question_id, Case.closed_at.is_(None)))


def latest_case_of(question_id: int) -> Case | None:
    """The newest case of a question, open or not."""
    newest = sa.select(Case).where(Case.question_id == question_id).order_by(Case.id.desc()).limit(1)
    return db.session.scalar(newest)


def my_cases(viewer: Viewer, page: int) -> Page[QueueRow]:
    """The viewer's own cases, newest first."""
    mine = ROWS.where(Case.customer_id == viewer.id).order_by(Case.id.desc())
    return paginate(
        lambda limit, offset: [
            QueueRow._make(r) for r in db.session.execute(mine.limit(limit).offset(offset))
        ],
        page,
    )
