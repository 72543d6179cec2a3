"""Putting a backup into an empty place: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.engine import Connection

from forum.backup import making, manifest, reading
from forum.backup.manifest import BadBackup, Manifest
from forum.config import Settings
from forum.core import migrate
from forum.core.db import db
from forum.privacy.erasing import remembered

ROWS_AT_ONCE = 500
Told = Callable[[int], object]  # hears how many bytes are read


def restore(path: Path, told: Told = lambda _bytes: None) -> Manifest:
    """Verify a backup, put it into this site's empty place, and bring its schema up to date. Returns what it held.

    The database is filled in one transaction and files are moved to their place just before it ends: whoever kills this
    finds the place empty, or whole. Afterwards everybody is signed out, addresses mailed before are worthless, and mail
    that waited is not sent: it may have been sent after the backup was made. Whoever was
    erased since is there again: the caller erases them (`privacy.erasing`), or the worker does. Raises `BadBackup`, and nothing has changed.
    """
    contents = reading.contents(path)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings: Settings = app.config["SETTINGS"]
    uploads = settings.of_database("uploads")
    fit(contents, settings.instance_dir)
    _empty(uploads)
    waiting = uploads.with_name(f"{uploads.name}.restoring")
    shutil.rmtree(waiting, ignore_errors=True)
    remembered.take_from(path.parent)
    try:
        with _all_or_nothing() as connection:
            migrate.upgrade_on(connection, contents.schema)
            _unpack(path, contents, connection, waiting, told)
            migrate.upgrade_on(connection, "head")
            _calm(connection)
            if waiting.exists():
                if uploads.exists():
                    uploads.rmdir()
                waiting.rename(uploads)
        _take_keys(path, settings)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
        db.engine.dispose()
    return contents


def fit(contents: Manifest, folder: Path) -> None:
    """Can this program restore it, here? Raises `BadBackup`."""
    if not migrate.known(contents.schema):
        raise BadBackup(
            f"It has schema {contents.schema}, which this Askwell does not know: restore it with the newer one."
        )
    free = making.room(folder)
    if contents.length * 2 > free:
        raise BadBackup(
            f"It unpacks to {contents.length // 1_000_000} MB, and only {free // 1_000_000} MB are free here."
        )


def trial(path: Path, folder: Path) -> Manifest:
    """Verify a backup and put its rows into a database of its own that is thrown away: what can be restored was restored.

    Returns what it holds. Raises `BadBackup`.
    """
    contents = reading.contents(path)
    fit(contents, folder)
    with tempfile.TemporaryDirectory(dir=folder, prefix="trial-") as place:
        engine = sa.create_engine(f"sqlite:///{Path(place) / 'trial.db'}")
        try:
            with engine.connect() as connection, connection.begin():
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                migrate.upgrade_on(connection, contents.schema)
                _unpack(path, contents, connection, None, lambda _bytes: None)
                migrate.upgrade_on(connection, "head")
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken:
                    raise BadBackup(f"A row of {broken[0]} points at one of {broken[2]} that is not in it.")
        except (sa.exc.SQLAlchemyError, ValueError, KeyError) as wrong:
            reason = str(getattr(wrong, "orig", wrong)).splitlines()[0]
            raise BadBackup(f"It could not be restored on trial ({reason}).") from wrong
        finally:
            engine.dispose()
    return contents


def _empty(uploads: Path) -> None:
    with db.engine.connect() as connection:
        if sa.inspect(connection).get_table_names():
            raise BadBackup(
                "There is a database here already: restore into an empty place (another ASKWELL_INSTANCE_DIR, or an "
                "empty PostgreSQL database), then put it in the old one's stead."
            )
    if uploads.is_dir() and any(uploads.iterdir()):
        raise BadBackup(f"There are files in {uploads} already: restore into an empty place.")


@contextmanager
def _all_or_nothing() -> Iterator[Connection]:
    with db.engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield connection


def _unpack(path: Path, contents: Manifest, connection: Connection, waiting: Path | None, told: Told) -> None:
    """Rows into tables, and files into `waiting` where there is such a place."""
    with _foreign_keys_away(connection), reading.members(path) as each:
        done = 0
        for name, length, content in each:
            if name.startswith("tables/"):
                table = name.removeprefix("tables/").removesuffix(".jsonl")
                _fill(connection, table, contents.tables[table], content)
            elif waiting is not None and name.startswith("uploads/"):
                _write(waiting / name.removeprefix("uploads/"), content)
            told(done := done + length)


def _fill(connection: Connection, name: str, columns: list[tuple[str, str]], lines: IO[bytes]) -> None:
    table = sa.table(name, *(sa.column(column, manifest.TYPES[kind]()) for column, kind in columns))
    statement = sa.insert(table)
    rows = (manifest.read(line, columns) for line in lines)
    while some := list(islice(rows, ROWS_AT_ONCE)):
        connection.execute(statement, some)
    if connection.dialect.name == "postgresql":
        _count_on(connection, name, [column for column, kind in columns if kind == "int"])


def _count_on(connection: Connection, table: str, columns: list[str]) -> None:
    """Let PostgreSQL's sequences go on after the highest number."""
    for column in columns:
        sequence = connection.scalar(
            sa.text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": f'"{table}"', "column": column},
        )
        if sequence:
            highest = connection.scalar(
                sa.select(sa.func.max(sa.column(column))).select_from(sa.table(table))
            )
            if highest is not None:
                connection.execute(sa.select(sa.func.setval(sequence, highest)))


@contextmanager
def _foreign_keys_away(connection: Connection) -> Iterator[None]:
    """PostgreSQL checks each row at once, and topics point at topics: take the constraints away and put them back, which
    checks everything. SQLite was told to check at the end of the transaction."""
    constraints: list[tuple[str, Any]] = []
    if connection.dialect.name == "postgresql":
        looked = sa.inspect(connection)
        constraints = [
            (table, key) for table in looked.get_table_names() for key in looked.get_foreign_keys(table)
        ]
    quote = connection.dialect.identifier_preparer.quote
    for table, key in constraints:
        connection.exec_driver_sql(f"ALTER TABLE {quote(table)} DROP CONSTRAINT {quote(key['name'])}")
    yield
    for table, key in constraints:
        mine = ", ".join(quote(column) for column in key["constrained_columns"])
        theirs = ", ".join(quote(column) for column in key["referred_columns"])
        on_delete = key["options"].get("ondelete")
        connection.exec_driver_sql(
            f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(key['name'])} FOREIGN KEY ({mine}) "
            f"REFERENCES {quote(key['referred_table'])} ({theirs})"
            + (f" ON DELETE {on_delete}" if on_delete else "")
        )


def _write(file: Path, content: IO[bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(content, out)
        out.flush()
        os.fsync(out.fileno())


def _calm(connection: Connection) -> None:
    """What was true at the moment of the backup and may not be acted on again."""
    from forum.accounts.models import MailLink, SignInSession
    from forum.core import jobs, sending
    from forum.notifications.saying import MAIL_JOB, MANY_JOB
    from forum.privacy.erasing.afterwards import FAREWELL

    sent_since = (sending.KIND, FAREWELL, MAIL_JOB, MANY_JOB)  # perhaps, and nobody could tell
    job = jobs.Job.__table__
    connection.execute(sa.delete(SignInSession.__table__))  # type: ignore[arg-type]
    connection.execute(sa.delete(MailLink.__table__))  # type: ignore[arg-type]
    connection.execute(sa.delete(job).where(job.c.kind.in_(sent_since)))  # type: ignore[arg-type]
    connection.execute(sa.update(job).values(leased_until=None))  # type: ignore[arg-type]


def _take_keys(path: Path, settings: Settings) -> None:
    """Keys that the site made for itself: links that it signed stay good. What the environment sets stays as it is."""
    with reading.members(path) as each:
        for name, _, content in each:
            key = name.removeprefix("keys/")
            if name == f"keys/{key}" and key in manifest.KEYS:
                file = settings.instance_dir / key
                fresh = file.with_suffix(".new")
                fresh.unlink(missing_ok=True)
                _write(fresh, content)
                fresh.replace(file)
