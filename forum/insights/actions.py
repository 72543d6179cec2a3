"""Writing down what came of asking; deciding it when it is over; keeping counts when rows are old."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db, upsert
from forum.insights.choosing import DAYS
from forum.insights.models import Asking, AskingDay
from forum.insights.policy import ROWS_DAYS
from forum.insights.queries import COUNTS, counted
from forum.threads.models import Question

ONE_SITTING = timedelta(hours=24)
BATCH = 500


def begin(story: str, visitor: str, withheld: bool, at: datetime) -> None:
    """Somebody began to ask, and something fits. A form opened anew goes on with what she began today."""
    if db.session.get(Asking, story) is not None:
        return
    before = db.session.scalars(_open_ones(visitor, at).limit(1)).one_or_none()
    if before is not None:
        # The newest form is the one that will be posted; the group stays the one she began in.
        db.session.execute(sa.update(Asking).where(Asking.id == before).values(id=story))
        return
    row = upsert(Asking.__table__).values(
        id=story, visitor=visitor, at=at, withheld=withheld, read=0, rejected=0, solved_on="", joined=False
    )
    db.session.execute(row.on_conflict_do_nothing())


def count(story: str, what: str) -> None:
    """One more "read" or "rejected"."""
    column = {"read": Asking.read, "rejected": Asking.rejected}[what]
    db.session.execute(sa.update(Asking).where(Asking.id == story).values({column: column + 1}))


def said_solved(story: str, document: str) -> None:
    """She said that `document` solved it."""
    db.session.execute(sa.update(Asking).where(Asking.id == story).values(solved_on=document))


def asked(story: str, visitor: str, question_id: int, joined: bool = False) -> None:
    """A question came of it: of the form that says so, else of what this visitor began today."""
    values = {"question_id": question_id, "joined": joined}
    mine = db.session.execute(sa.update(Asking).where(Asking.id == story, _still_open()).values(values))
    if mine.rowcount == 0:  # type: ignore[attr-defined]
        latest = _open_ones(visitor, clock.now()).limit(1).scalar_subquery()
        db.session.execute(sa.update(Asking).where(Asking.id == latest).values(values))


def decide() -> int:
    """What came of askings that began long enough ago. Returns how many; commits batch by batch. Run by the schedule."""
    after, done = timedelta(days=DAYS.value), 0
    while True:
        over = (
            sa.select(Asking, Question.escalated_at, Question.solved_at)
            .outerjoin(Question, Question.id == Asking.question_id)
            .where(Asking.decided_at.is_(None), Asking.at < clock.now() - after)
            .order_by(Asking.at)
            .limit(BATCH)
        )
        rows = db.session.execute(over).all()
        if not rows:
            return done
        for row, escalated_at, solved_at in rows:
            last = row.at + after
            row.no_question = row.question_id is None or row.joined
            row.no_case = escalated_at is None or escalated_at > last
            row.solved = bool(row.solved_on) or (solved_at is not None and solved_at <= last)
            row.decided_at = clock.now()
        db.session.commit()
        done += len(rows)


def forget_old() -> int:
    """Rows older than they need be become counts of their day. Returns how many. Run by the schedule, after `decide`."""
    old = Asking.at < clock.now() - timedelta(days=ROWS_DAYS)
    sums: dict[tuple[date, bool], Counter[str]] = defaultdict(Counter)
    for row in db.session.scalars(sa.select(Asking).where(old).execution_options(yield_per=1000)):
        sums[row.at.date(), row.withheld].update(counted(row))
    for (day, withheld), counts in sums.items():
        table = AskingDay.__table__
        values = {name: counts[name] for name in COUNTS}
        row_of_day = upsert(table).values(day=day, withheld=withheld, **values)
        more = {name: table.c[name] + value for name, value in values.items()}
        keys = ["day", "withheld"]
        db.session.execute(row_of_day.on_conflict_do_update(index_elements=keys, set_=more))
    gone: Any = db.session.execute(sa.delete(Asking).where(old))
    return int(gone.rowcount)


def _still_open() -> sa.ColumnElement[bool]:
    return sa.and_(Asking.question_id.is_(None), Asking.solved_on == "", Asking.decided_at.is_(None))


def _open_ones(visitor: str, at: datetime) -> Any:
    since = Asking.at > at - ONE_SITTING
    return (
        sa.select(Asking.id).where(Asking.visitor == visitor, since, _still_open()).order_by(Asking.at.desc())
    )
