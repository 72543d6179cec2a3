"""The database: one declarative base, one session per request or job, the same behaviour on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

SQLITE_BUSY_MS = 10_000
Row = TypeVar("Row")

#: Set once by `create_app`. FULL: a power cut loses no acknowledged post. NORMAL would.
sqlite_synchronous = "FULL"

#: True while the current request or job may write: its SQLite transaction then starts with BEGIN IMMEDIATE.
#: A transaction that starts by reading and writes later fails at once ("database is locked") when somebody
#: else wrote in between, whatever the busy timeout says; one that says early that it will write just waits.
may_write: ContextVar[bool] = ContextVar("may_write", default=True)

#: True where only counts are written (`core.afterwards`): SQLite then doesn't wait for the disk at each commit. A
#: power cut may lose the last of them; a killed process loses none, and the next post's commit takes them along.
only_counts: ContextVar[bool] = ContextVar("only_counts", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite keeps no zone, so it is put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """SQLite keeps text: read in one step, since a list's page reads a hundred moments."""
        if dialect.name == "sqlite":
            return _moment_of_text
        return super().result_processor(dialect, coltype)


def _moment_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


class Base(DeclarativeBase):
    """All tables. Constraint names are set, so that migrations can change them on both databases."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        str: sa.Text(),
        dict[str, Any]: sa.JSON(),
        dict[str, str]: sa.JSON(),
        list[Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False, "autoflush": True})


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.partition(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # SQLAlchemy's events say BEGIN, not the driver
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA synchronous={sqlite_synchronous}")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(
        "PRAGMA secure_delete=ON"
    )  # what is deleted is overwritten: files hold nobody who was erased
    cursor.execute("PRAGMA mmap_size=268435456")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not may_write.get():
        connection.exec_driver_sql("BEGIN")
        return
    wanted = "NORMAL" if only_counts.get() and sqlite_synchronous == "FULL" else sqlite_synchronous
    if connection.info.get("synchronous", sqlite_synchronous) != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
    connection.info["synchronous"] = wanted
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def reading() -> Iterator[None]:
    """Within the block a worker only reads: it takes no lock that others wait for. Nothing may be unwritten before it."""
    token = may_write.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        may_write.reset(token)


def upsert(table: Any) -> Any:
    """`INSERT ... ON CONFLICT` for the database in use: offers `.on_conflict_do_update/nothing`."""
    if db.engine.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def add_once(row: Row, earlier: Callable[[], Row | None]) -> tuple[Row, bool]:
    """Insert what a form sent. The same form sent twice at the same moment: the one that was first (`earlier`) counts.

    Returns the row that stands, and whether it is this one. Raises `IntegrityError` for anything else that is there twice.
    """
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        first = earlier()
        if first is None:
            raise
        return first, False
    return row, True
