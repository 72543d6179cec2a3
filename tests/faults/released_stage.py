"""Databases of released versions, laid out as they were: on SQLite, or on PostgreSQL where the tests run there."""

from __future__ import annotations

import gzip
import json
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from forum import Askwell
from forum.core.db import db
from tests.backup.stage import elsewhere
from tests.conftest import POSTGRES

FOLDER = Path(__file__).parent / "released"
VERSIONS = sorted(path.name.removesuffix(".tar.xz") for path in FOLDER.glob("*.tar.xz"))
Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Released:
    """A site of today on the database of then. `rows`: what stood in it."""

    version: str
    app: Askwell
    backup: Path
    rows: Rows


def laid_out(version: str, folder: Path) -> Released:
    """A site in `folder` whose database is as that release left it."""
    with tarfile.open(FOLDER / f"{version}.tar.xz") as tar:
        tar.extractall(folder, filter="data")
    app = elsewhere(folder / "site", f"released_{version.replace('.', '_')}")
    url = make_url(app.config["SETTINGS"].database_url)
    if POSTGRES:
        words = (folder / "postgresql.sql").read_text()
        words = "\n".join(line for line in words.splitlines() if not line.startswith("\\"))  # psql's own
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(words.encode())
    else:
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.executescript((folder / "sqlite.sql").read_text())
    backup = folder / f"askwell-{version}.tar.gz"
    backup.write_bytes(gzip.compress((folder / "backup.tar").read_bytes(), 1))
    return Released(version, app, backup, rows(app))


def rows(app: Askwell) -> Rows:
    """Every row of every table, in one order, by name of its columns."""
    found: Rows = {}
    with app.app_context(), db.engine.connect() as connection:
        looked = sa.inspect(connection)
        for name in sorted(looked.get_table_names()):
            table = sa.table(name, *(sa.column(each["name"]) for each in looked.get_columns(name)))
            found[name] = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            found[name].sort(key=lambda row: repr(sorted(row.items())))
        db.session.remove()
    return found


def kept(before: Rows, after: Rows) -> dict[str, tuple[int, int]]:
    """Tables whose rows are not what they were, in the columns of then: (rows then, rows of then that still are)."""
    lost = {}
    for name, old in before.items():
        if not old or name == "alembic_version":
            continue
        columns = sorted(old[0])
        now = [repr([row.get(column) for column in columns]) for row in after.get(name, [])]
        same = sum(1 for row in old if repr([row[column] for column in columns]) in set(now))
        if same != len(old) or len(now) < len(old):
            lost[name] = (len(old), same)
    return lost


def described(app: Askwell) -> dict[str, Any]:
    """The schema as the database tells it: columns, keys, indexes, constraints, defaults and triggers."""
    with app.app_context(), db.engine.connect() as connection:
        looked = sa.inspect(connection)
        told: dict[str, Any] = {}
        for name in looked.get_table_names():
            told[name] = {
                "columns": sorted(
                    (c["name"], str(c["type"]), c["nullable"], _plain(c["default"]))
                    for c in looked.get_columns(name)
                ),
                "key": looked.get_pk_constraint(name),
                "foreign keys": _sorted(looked.get_foreign_keys(name)),
                "indexes": _sorted(looked.get_indexes(name)),
                "unique": _sorted(looked.get_unique_constraints(name)),
                "checks": _sorted(looked.get_check_constraints(name)),
            }
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "postgresql":
            query = "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        told["triggers"] = sorted(tuple(row) for row in connection.exec_driver_sql(query))
    return told


def _plain(default: str | None) -> str | None:
    return None if default is None else default.strip("()")


def _sorted(things: list[Any]) -> list[str]:
    return sorted(json.dumps(each, default=str, sort_keys=True) for each in things)
