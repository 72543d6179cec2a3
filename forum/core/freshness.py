"""A number that grows with every change of content, in the transaction of the change.

Whoever keeps a rendered answer asks for the number (one indexed read of one row) and throws the answer away
when it has grown. So a cache never outlives what it shows: the number is in force with the very commit that
hides, edits or deletes.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from forum.core.db import Base, db

T = TypeVar("T")
KEPT_SECONDS = 15  # how old a count or an order by visits may be on pages; the same as for whole pages
KEPT_MAX = 100  # parts of each process: a few for each language
SHELF_MAX = (
    1000  # parts on a shelf of their own: many small ones, of which none must push out what every page shows
)

#: Tables whose rows no guest's page shows: writing them does not make kept pages old.
UNSEEN: set[str] = {
    "job",
    "rate_bucket",
    "kept_form",
    "audit_entry",
    "audit_seal",
    "schedule_run",
    "content_stamp",
}


class ContentStamp(Base):
    """One row: how many transactions have changed content so far."""

    __tablename__ = "content_stamp"
    id: Mapped[int] = mapped_column(primary_key=True)
    stamp: Mapped[int] = mapped_column(default=0)


def unseen(*tables: str) -> None:
    """Say that guests' pages don't depend on these tables (sessions, search records, hits...)."""
    UNSEEN.update(tables)


def current() -> int:
    """The number as this transaction first saw it: asked of the database once, whoever asks.

    What is read afterwards is never older than it.
    """
    info = db.session().info
    if "content_stamp" not in info:
        info["content_stamp"] = db.session.execute(_READ).scalar() or 0
    return int(info["content_stamp"])


def kept(name: str, make: Callable[[], T], shelf: str = "") -> T:
    """`make()`, kept in this process while content stands still, for at most `KEPT_SECONDS` (counts, clocks).

    For parts of pages that are the same for everybody and cost much: `name` says which, and for which language.
    `shelf`: for parts of which there are many (one for each question), apart from those of the whole site.
    Whoever gets it must not change it. A session that is changing content makes its own and keeps nothing.
    """
    stamp = current()  # first, so that what is made afterwards is never older than its stamp
    if changing():
        return make()
    with _lock:
        mine = _kept.setdefault(db.engine, {}).setdefault(shelf, OrderedDict())
        found = mine.get(name)
    if found is not None and found[0] == stamp and found[1] > time.monotonic():
        return cast(T, found[2])
    value = make()
    with _lock:
        mine[name] = (stamp, time.monotonic() + KEPT_SECONDS, value)
        mine.move_to_end(name)
        while len(mine) > (SHELF_MAX if shelf else KEPT_MAX):
            mine.popitem(last=False)
    return value


def changing() -> bool:
    """Is this session changing content? Then it sees what the number does not tell yet."""
    session = db.session()
    return bool(session.info.get("content_changed") or session.new or session.dirty or session.deleted)


def clear() -> None:
    """Forget what is kept (tests, benchmarks)."""
    with _lock:
        _kept.clear()


_kept: WeakKeyDictionary[Engine, dict[str, OrderedDict[str, tuple[int, float, Any]]]] = WeakKeyDictionary()
_lock = threading.Lock()

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


@event.listens_for(Session, "after_transaction_end")
def _ended(session: Session, _transaction: Any) -> None:
    session.info.pop("content_stamp", None)


@event.listens_for(Session, "after_rollback")
def _undone(session: Session) -> None:
    session.info.pop("content_changed", None)
