"""Bring the schema up to date: Alembic, every migration in one transaction, on SQLite too."""

from __future__ import annotations

import fcntl
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from forum.core import jobs, sealing
from forum.core.db import db

BEHIND = "The schema is behind: run `flask --app wsgi db-upgrade`."
Command = TypeVar("Command", bound=Callable[..., Any])
ROOT = Path(__file__).resolve().parent.parent.parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


class UpgradeFailed(Exception):
    """A sentence: the upgrade failed, and what holds now."""


def upgrade(app: Flask) -> None:
    """Apply what is missing, all of it in one transaction: an error leaves everything as it was.

    Of a SQLite file that holds something a copy is made first (`<file>.before-<revision>`), and kept until the next
    upgrade: it is put back should the file not be as it was after an error. Raises `UpgradeFailed`.
    """
    with app.app_context():
        with db.engine.connect() as connection:
            before, new = revision_of(connection), not sa.inspect(connection).get_table_names()
        copy = None if new or _at_head(before) else _copied(before)
        try:
            with _foreign_keys_rest() as connection:
                upgrade_on(connection, "head")
        except CommandError:  # the database is of a newer program: nothing was begun
            raise
        except Exception as problem:
            held = _hold(before, copy)
            reason = str(getattr(problem, "orig", problem)).strip().splitlines()[0]
            raise UpgradeFailed(f"The upgrade failed ({reason}). {held}") from problem


@contextmanager
def _foreign_keys_rest() -> Iterator[sa.Connection]:
    """A transaction in which tables may be made anew: on SQLite dropping the old one would delete the rows that point at
    it (its foreign keys act on an implicit DELETE). What points at nothing afterwards is an error."""
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first() if sqlite else None
                if broken is not None:
                    raise UpgradeFailed(f"A row of {broken[0]} would point at nothing in {broken[2]}.")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _copied(before: str) -> Path | None:
    """The copy of a SQLite file, as it is now; None for another database."""
    file = _file()
    if file is None:
        return None
    for old in file.parent.glob(f"{file.name}.before-*"):
        old.unlink()
    copy = file.with_name(f"{file.name}.before-{before}")
    with closing(sqlite3.connect(file)) as source:
        source.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
    return copy


def _hold(before: str, copy: Path | None) -> str:
    """After an error: see that the database is as it was, and put the copy back where it is not. Returns a sentence."""
    with db.engine.connect() as connection:
        as_it_was = revision_of(connection) == before
    db.engine.dispose()
    file = _file()
    if not as_it_was and copy is not None and file is not None:
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)  # under SQLite's own locks: whoever has the file open sees it too
        return "The database is as it was before: the copy made beforehand was put back."
    if not as_it_was:
        return "Some of it was done: restore your backup."
    return "The database is as it was before."


def _file() -> Path | None:
    url = db.engine.url
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _at_head(revision: str) -> bool:
    return revision == ScriptDirectory.from_config(_config()).get_current_head()


def upgrade_on(connection: sa.Connection, revision: str) -> None:
    """The same up to `revision` ("head"), inside the transaction that is open on this connection."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if revision == "head":
        sealing.guard(connection)


def revision_of(connection: sa.Connection) -> str:
    """The migration that this database is at; "" where none was made."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def known(revision: str) -> bool:
    """Does this program have the migration?"""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def revise(app: Flask, message: str) -> None:
    """Write a migration for the difference between models and schema (for developers)."""
    with app.app_context():
        command.revision(_config(), message, autogenerate=True)


def begin(app: Flask) -> str:
    """Give an empty database its tables, so that a first command needs no other before it. Whoever has tables
    already decides about an upgrade alone. Returns "" or what to do.
    """
    with app.app_context():
        if _tables():
            return "" if in_step(app) else BEHIND
        folder: Path = app.config["SETTINGS"].instance_dir
        with (folder / "migrate.lock").open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two first commands at once
            if not _tables():
                upgrade(app)
    return ""


def _tables() -> bool:
    with db.engine.connect() as connection:
        return bool(sa.inspect(connection).get_table_names())


def cannot_be_used(problem: OperationalError) -> str:
    """What to do about a database that does not answer."""
    reason = str(problem.orig).strip().splitlines()[0]
    return f"The database cannot be used ({reason}): see that it runs and that ASKWELL_DATABASE_URL is right."


def begin_once_there(app: Flask, stop: threading.Event, say: Callable[[str], object]) -> str:
    """The same as `begin`, for what is started beside its database: a server that does not answer yet, or is just coming
    back, is said once and waited for until `stop`. A file that cannot be opened will not be there later either: that
    raises `OperationalError`.
    """
    said = False
    while not stop.is_set():
        try:
            return begin(app)
        except OperationalError as problem:
            with app.app_context():
                if _file() is not None:
                    raise
            if not said:
                say(f"{cannot_be_used(problem)} Waiting for it.")
            said = True
            stop.wait(jobs.AWAY_SECONDS)
    return ""


def begins(command: Command) -> Command:
    """For commands that work with the database: see `begin`."""

    @wraps(command)
    def begun(*args: Any, **kwargs: Any) -> Any:
        try:
            to_do = begin(current_app._get_current_object())  # type: ignore[attr-defined]
        except OperationalError as problem:
            to_do = cannot_be_used(problem)
        if to_do:
            raise click.ClickException(to_do)
        return command(*args, **kwargs)

    return cast(Command, begun)


def in_step(app: Flask) -> bool:
    """Is the schema at the newest migration?"""
    with app.app_context(), db.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        return now == ScriptDirectory.from_config(_config()).get_current_head()
