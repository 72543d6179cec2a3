"""The lists of the desk and how many cases each holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import Case, CaseTag, DeskDuty, DeskFilter
from forum.support.queries.wanted import VIEWS, Wanted, conditions_of, is_overdue, of_view
from forum.threads.models import Question

FILTERS_SHOWN = 30  # all of them are counted on each visit


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
    priority: int
    state_at: datetime | None
    customer_id: int

    @property
    def overdue(self) -> bool:
        """See `is_overdue`."""
        return is_overdue(self.state, self.due_at)


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
        Case.priority,
        Case.state_at,
        Case.customer_id,
    )
    .join(Question, Question.id == Case.question_id)
    .join(_customer, _customer.id == Case.customer_id)
    .outerjoin(_agent, _agent.id == Case.claimed_by_id)
)


_plain = sa.select(sa.func.count(Case.id))
_joined = _plain.join(Question, Question.id == Case.question_id)


def queue(viewer: Viewer, view: str | Wanted, topic_id: int | None = None, page: int = 1) -> Page[QueueRow]:
    """Cases that the viewer wants to see: the most urgent on top, then what is due first. `NotFound` for customers."""
    if not policy.can_work(viewer):
        raise NotFound()
    wanted = view if isinstance(view, Wanted) else Wanted(view if view in VIEWS else "open")
    rows = ROWS.where(*conditions_of(wanted, viewer))
    if topic_id is not None:
        rows = rows.where(Question.topic_id == topic_id)
    rows = rows.order_by(*_ORDERS.get(wanted.view, _URGENT_FIRST))

    def fetch(limit: int, offset: int) -> Sequence[QueueRow]:
        return [QueueRow._make(row) for row in db.session.execute(rows.limit(limit).offset(offset))]

    return paginate(fetch, page)


_URGENT_FIRST: tuple[Any, ...] = (Case.priority.desc(), Case.due_at, Case.id)
_ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (Case.due_at, Case.id),
    "overdue": (Case.due_at, Case.id),
    "resolved": (Case.state_at.desc(), Case.id.desc()),
    "closed": (Case.closed_at.desc(), Case.id.desc()),
    "all": (Case.id.desc(),),
}


def counts(viewer: Viewer, filters: Iterable[FilterRow] = ()) -> dict[str, int]:
    """How many cases each view holds (closed ones are not counted), and each filter by its `key`: one query."""
    columns = [
        _plain.where(*of_view(view, viewer)).scalar_subquery().label(view)
        for view in VIEWS
        if view != "closed"
    ]
    columns += [
        _joined.where(*conditions_of(found.wanted, viewer)).scalar_subquery().label(found.key)
        for found in filters
    ]
    return dict(db.session.execute(sa.select(*columns)).one()._mapping)


class FilterRow(NamedTuple):
    """A saved filter, as its user sees it."""

    id: int
    name: str
    shared: bool
    owner_id: int
    wanted: Wanted

    @property
    def key(self) -> str:
        """Its name among the counts."""
        return f"filter_{self.id}"


def filters(viewer: Viewer) -> list[FilterRow]:
    """The viewer's own filters and those that colleagues share, by name."""
    if not policy.can_work(viewer):
        return []
    rows = db.session.execute(
        sa.select(DeskFilter.id, DeskFilter.name, DeskFilter.shared, DeskFilter.owner_id, DeskFilter.wanted)
        .where(sa.or_(DeskFilter.owner_id == viewer.id, DeskFilter.shared))
        .order_by(DeskFilter.name, DeskFilter.id)
        .limit(FILTERS_SHOWN)
    )
    return [FilterRow(r.id, r.name, r.shared, r.owner_id, Wanted.of(r.wanted)) for r in rows]


def topic_counts(viewer: Viewer) -> dict[int, int]:
    """How many open cases each topic has, for staff; topics without any are left out. One query."""
    if not policy.can_work(viewer):
        return {}
    rows = db.session.execute(
        sa.select(Question.topic_id, sa.func.count(Case.id))
        .join(Question, Question.id == Case.question_id)
        .where(Case.closed_at.is_(None))
        .group_by(Question.topic_id)
    )
    return {row.topic_id: row[1] for row in rows}


def tags_of(case_ids: Iterable[int]) -> dict[int, list[str]]:
    """The tags of some cases, by name; one query."""
    found: dict[int, list[str]] = {}
    wanted = sa.select(CaseTag.case_id, CaseTag.tag).where(CaseTag.case_id.in_(list(case_ids)))
    for case_id, tag in db.session.execute(wanted.order_by(CaseTag.tag)):
        found.setdefault(case_id, []).append(tag)
    return found


def load_of(people: Sequence[int]) -> dict[int, int]:
    """How many cases somebody has to answer now, by person; those without any are left out."""
    rows = db.session.execute(
        sa.select(Case.claimed_by_id, sa.func.count(Case.id))
        .where(
            Case.closed_at.is_(None), Case.claimed_by_id.in_(list(people)), Case.state.in_(("new", "open"))
        )
        .group_by(Case.claimed_by_id)
    )
    return {person_id: count for person_id, count in rows if person_id is not None}


def away(viewer: Viewer) -> bool:
    """Did the viewer say "I'm away"?"""
    found = sa.select(DeskDuty.away_since).where(DeskDuty.person_id == viewer.id)
    return db.session.scalar(found) is not None
