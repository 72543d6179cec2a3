"""One case, by its number or its question; and the customer's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum import hours
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support import policy
from forum.support.models import Case
from forum.support.queries.queue import ROWS, QueueRow
from forum.threads import queries as thread_queries
from forum.topics import queries as topics

MERGES_MAX = 10  # steps from a merged case to the one that stands; each merge shortens the way to one
OTHERS = 5  # other cases of the customer beside a case
RELATED = 30  # them and what was merged


def case(case_id: int, viewer: Viewer) -> Case:
    """One case, for staff and its customer; `NotFound` for everybody else."""
    found = db.session.get(Case, case_id)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def to_change(case_id: int, viewer: Viewer) -> Case:
    """One case as it stands now, kept still until the transaction ends; its question first, as everywhere.

    So two deeds on a case come one by one and neither is lost. Raises `NotFound` like `case`.
    """
    found = case(case_id, viewer)
    thread_queries.locked_question(found.question_id)
    db.session.refresh(found, with_for_update=True)
    return found


def some_to_change(case_ids: Iterable[int], viewer: Viewer) -> list[Case]:
    """Several, in the order of their questions (everybody locks in that order); what isn't there is left out."""
    if not policy.can_work(viewer):
        return []
    wanted = sa.select(Case.id).where(Case.id.in_(list(case_ids))).order_by(Case.question_id, Case.id)
    return [to_change(case_id, viewer) for case_id in db.session.scalars(wanted).all()]


def row(case_id: int, viewer: Viewer) -> QueueRow:
    """One case as a list shows it. Raises `NotFound` like `case`."""
    case(case_id, viewer)
    return QueueRow._make(db.session.execute(ROWS.where(Case.id == case_id)).one())


def open_case_of(question_id: int) -> Case | None:
    """The case of a question that is still open."""
    return db.session.scalar(sa.select(Case).where(Case.question_id == question_id, Case.closed_at.is_(None)))


def open_questions_of(person_id: int) -> list[int]:
    """The questions of somebody whose case is still open."""
    hers = sa.select(Case.question_id).where(Case.customer_id == person_id, Case.closed_at.is_(None))
    return list(db.session.scalars(hers.order_by(Case.question_id)))


def latest_case_of(question_id: int) -> Case | None:
    """The newest case of a question, open or not."""
    newest = sa.select(Case).where(Case.question_id == question_id).order_by(Case.id.desc()).limit(1)
    return db.session.scalar(newest)


def standing_case_of(question_id: int) -> Case | None:
    """The case in which a question is worked on, open or not: its newest one, or what that was merged into."""
    open_first = sa.case((Case.closed_at.is_(None), 0), else_=1)
    found = db.session.scalar(
        sa.select(Case).where(Case.question_id == question_id).order_by(open_first, Case.id.desc()).limit(1)
    )
    for _step in range(MERGES_MAX):
        if found is None or found.merged_into_id is None:
            break
        found = db.session.get(Case, found.merged_into_id)
    return found


def due_from(moment: datetime, topic_id: int) -> datetime:
    """When a person should have answered what is asked now."""
    return hours.deadline(moment, topics.by_id()[topic_id].promise_hours)


class Related(NamedTuple):
    """Beside a case: what goes on inside it (`merged`), and other cases of its customer."""

    merged: list[QueueRow]
    others: list[QueueRow]


def related_to(case: Case, viewer: Viewer) -> Related:
    """What was merged into a case, and the customer's other ones, open ones first. Staff only; one query."""
    if not policy.can_work(viewer):
        return Related([], [])
    inside = sa.and_(Case.merged_into_id.is_not(None), Case.merged_into_id == case.id)
    wanted = ROWS.add_columns(inside.label("inside")).where(
        Case.customer_id == case.customer_id,
        Case.id != case.id,
        sa.or_(inside, Case.merged_into_id.is_(None)),
    )
    rows = db.session.execute(
        wanted.order_by(inside.desc(), Case.closed_at.is_not(None), Case.id.desc()).limit(RELATED)
    ).all()
    merged = [QueueRow._make(r[:-1]) for r in rows if r.inside]
    return Related(merged, [QueueRow._make(r[:-1]) for r in rows if not r.inside][:OTHERS])


def my_cases(viewer: Viewer, page: int) -> Page[QueueRow]:
    """The viewer's own cases, newest first; what goes on inside another one is not one of its own."""
    mine = ROWS.where(Case.customer_id == viewer.id, Case.merged_into_id.is_(None)).order_by(Case.id.desc())
    return paginate(
        lambda limit, offset: [
            QueueRow._make(r) for r in db.session.execute(mine.limit(limit).offset(offset))
        ],
        page,
    )
