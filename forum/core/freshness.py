"""A number that grows with every change of content, in the transaction of the change.

Whoever keeps a rendered answer asks for the number (one indexed read of one row) and throws the answer away
when it has grown. So a cache never outlives what it shows: the number is in force with the very commit that
hides, edits or deletes.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from forum.core.db import Base, db

#: Tables whose rows no guest's page shows: writing them does not make kept pages old.
UNSEEN: set[str] = {"job", "rate_bucket", "kept_form", "audit_entry", "schedule_run", "content_stamp"}


class ContentStamp(Base):
    """One row: how many transactions have changed content so far."""

    __tablename__ = "content_stamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[int] = mapped_column(default=0)


def unseen(*tables: str) -> None:
    """Say that guests' pages don't depend on these tables (sessions, search records, hits...)."""
    UNSEEN.update(tables)


def current() -> int:
    """The number now."""
    return db.session.execute(_READ).scalar() or 0


_READ = sa.select(ContentStamp.stamp).where(ContentStamp.id == 1)


@event.listens_for(Session, "after_flush")
def _objects_changed(session: Session, _context: Any) -> None:
    for thing in (*session.new, *session.dirty, *session.deleted):
        if thing.__tablename__ not in UNSEEN:
            session.info["content_changed"] = True
            return


@event.listens_for(Session, "do_orm_execute")
def _statement_ran(state: ORMExecuteState) -> None:
    statement = state.statement
    if state.is_update or state.is_delete or state.is_insert:
        table = getattr(statement, "table", None)
        if table is None or table.name not in UNSEEN:
            state.session.info["content_changed"] = True


@event.listens_for(Session, "before_commit")
def _grow(session: Session) -> None:
    session.flush()
    if session.info.pop("content_changed", False):
        changed = session.connection().execute(
            sa.update(ContentStamp).where(ContentStamp.id == 1).values(stamp=ContentStamp.stamp + 1)
        )
        if changed.rowcount == 0:
            session.connection().execute(sa.insert(ContentStamp).values(id=1, stamp=1))


@event.listens_for(Session, "after_rollback")
def _undone(session: Session) -> None:
    session.info.pop("content_changed", None)
