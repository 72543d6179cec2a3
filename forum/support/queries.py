"""Reads of the queue. Each page makes a handful of queries, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import Case, CaseNote, TrailLine
from forum.threads.models import Question

VIEWS = ("open", "mine", "unassigned", "overdue", "waiting", "closed")
TRAIL_HOURS = 24  # what is not sent along is forgotten after a day


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


class NoteRow(NamedTuple):
    """An internal note."""

    body: str
    at: datetime
    name: str


_agent = sa.orm.aliased(Person)
_customer = sa.orm.aliased(Person)
_rows = (
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
    wanted = _rows.where(*_conditions(view if view in VIEWS else "open", viewer))
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


def case(case_id: int, viewer: Viewer) -> Case:
    """One case, for staff and its customer; `NotFound` for everybody else."""
    found = db.session.get(Case, case_id)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def row(case_id: int, viewer: Viewer) -> QueueRow:
    """One case as a list shows it. Raises `NotFound` like `case`."""
    case(case_id, viewer)
    return QueueRow._make(db.session.execute(_rows.where(Case.id == case_id)).one())


def open_case_of(question_id: int) -> Case | None:
    """The case of a question that is still open."""
    return db.session.scalar(sa.select(Case).where(Case.question_id == question_id, Case.closed_at.is_(None)))


def latest_case_of(question_id: int) -> Case | None:
    """The newest case of a question, open or not."""
    newest = sa.select(Case).where(Case.question_id == question_id).order_by(Case.id.desc()).limit(1)
    return db.session.scalar(newest)


def my_cases(viewer: Viewer, page: int) -> Page[QueueRow]:
    """The viewer's own cases, newest first."""
    mine = _rows.where(Case.customer_id == viewer.id).order_by(Case.id.desc())
    return paginate(
        lambda limit, offset: [
            QueueRow._make(r) for r in db.session.execute(mine.limit(limit).offset(offset))
        ],
        page,
    )


def notes(case_id: int, viewer: Viewer) -> list[NoteRow]:
    """Internal notes, oldest first. Staff only."""
    if not policy.can_work(viewer):
        return []
    wanted = (
        sa.select(CaseNote.body, CaseNote.at, Person.name)
        .join(Person, Person.id == CaseNote.by_id)
        .where(CaseNote.case_id == case_id)
        .order_by(CaseNote.id)
    )
    return [NoteRow(*row) for row in db.session.execute(wanted)]


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
