"""Bring the schema up to date: Alembic, every migration in one transaction, on SQLite too."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from forum.core import sealing
from forum.core.db import db

BEHIND = "The schema is behind: run `flask --app wsgi db-upgrade`."
Command = TypeVar("Command", bound=Callable[..., Any])
ROOT = Path(__file__).resolve().parent.parent.parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade(app: Flask) -> None:
    """Apply what is missing. Errors leave the schema as it was before the failing migration."""
    with app.app_context():
        command.upgrade(_config(), "head")
        with db.engine.begin() as connection:
            sealing.guard(connection)


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


def begins(command: Command) -> Command:
    """For commands that work with the database: see `begin`."""

    @wraps(command)
    def begun(*args: Any, **kwargs: Any) -> Any:
        try:
            to_do = begin(current_app._get_current_object())  # type: ignore[attr-defined]
        except OperationalError as problem:
            reason = str(problem.orig).strip().splitlines()[0]
            to_do = f"The database cannot be used ({reason}): see that it runs and that ASKWELL_DATABASE_URL is right."
        if to_do:
            raise click.ClickException(to_do)
        return command(*args, **kwargs)

    return cast(Command, begun)


def in_step(app: Flask) -> bool:
    """Is the schema at the newest migration?"""
    with app.app_context(), db.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        return now == ScriptDirectory.from_config(_config()).get_current_head()
