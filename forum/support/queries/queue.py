"""The lists of the desk and how many cases each holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import Case
from forum.threads.models import Question

VIEWS = ("open", "mine", "unassigned", "overdue", "waiting", "closed")


class QueueRow(NamedTuple):
    """A case in a list."""

    id: int
    question_id: int
    title: str
    slug: str
    lang: str
    topic_id: int
    state: str
    because: str
    opened_at: datetime
    due_at: datetime | None
    customer: str
    agent: str | None
    closed_at: datetime | None
    solved_it: bool | None
    first_reply_at: datetime | None

    @property
    def overdue(self) -> bool:
        """Is the moment past by which a person should have answered?"""
        return self.due_at is not None and self.first_reply_at is None and self.due_at < clock.now()


_agent = sa.orm.aliased(Person)
_customer = sa.orm.aliased(Person)
ROWS = (
    sa.select(
        Case.id,
        Case.question_id,
        Question.title,
        Question.slug,
        Question.lang,
        Question.topic_id,
        Case.state,
        Case.because,
        Case.opened_at,
        Case.due_at,
        _customer.name.label("customer"),
        _agent.name.label("agent"),
        Case.closed_at,
        Case.solved_it,
        Case.first_reply_at,
    )
    .join(Question, Question.id == Case.question_id)
    .join(_customer, _customer.id == Case.customer_id)
    .outerjoin(_agent, _agent.id == Case.claimed_by_id)
)


def _conditions(view: str, viewer: Viewer) -> list[sa.ColumnElement[bool]]:
    still_open = Case.closed_at.is_(None)
    conditions: dict[str, list[sa.ColumnElement[bool]]] = {
        "open": [still_open],
        "mine": [still_open, Case.claimed_by_id == viewer.id],
        "unassigned": [still_open, Case.claimed_by_id.is_(None)],
        "overdue": [still_open, Case.first_reply_at.is_(None), Case.due_at < clock.now()],
        "waiting": [still_open, Case.state.in_(("waiting", "resolved"))],
        "closed": [Case.closed_at.is_not(None)],
    }
    return conditions[view]


def queue(viewer: Viewer, view: str, topic_id: int | None, page: int) -> Page[QueueRow]:
    """Cases of one view of the desk, the one due first on top. Nothing for people who don't work it."""
    if not policy.can_work(viewer):
        raise NotFound()
    wanted = ROWS.where(*_conditions(view if view in VIEWS else "open", viewer))
    if topic_id is not None:
        wanted = wanted.where(Question.topic_id == topic_id)
    if view == "closed":
        wanted = wanted.order_by(Case.closed_at.desc(), Case.id.desc())
    else:
        wanted = wanted.order_by(Case.due_at.is_(None), Case.due_at, Case.id)

    def fetch(limit: int, offset: int) -> Sequence[QueueRow]:
        return [QueueRow._make(row) for row in db.session.execute(wanted.limit(limit).offset(offset))]

    return paginate(fetch, page)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many cases each view holds (closed ones are not counted)."""
    columns = [
        sa.func.count(sa.case((sa.and_(*_conditions(view, viewer)), 1))).label(view)
        for view in VIEWS
        if view != "closed"
    ]
    row = db.session.execute(sa.select(*columns).select_from(Case).where(Case.closed_at.is_(None))).one()
    return dict(row._mapping)
