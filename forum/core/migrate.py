"""Bring the schema up to date: Alembic, every migration in one transaction, on SQLite too."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from forum.core.db import db

ROOT = Path(__file__).resolve().parent.parent.parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return config


def upgrade(app: Flask) -> None:
    """Apply what is missing. Errors leave the schema as it was before the failing migration."""
    with app.app_context():
        command.upgrade(_config(), "head")


def revise(app: Flask, message: str) -> None:
    """Write a migration for the difference between models and schema (for developers)."""
    with app.app_context():
        command.revision(_config(), message, autogenerate=True)


def in_step(app: Flask) -> bool:
    """Is the schema at the newest migration?"""
    with app.app_context(), db.engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
        return now == ScriptDirectory.from_config(_config()).get_current_head()
