"""Writing a backup: everything as it is at one moment, while the site goes on."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.engine import Connection

from forum.backup import manifest
from forum.backup.manifest import BadBackup, Manifest, Member
from forum.core import clock, migrate
from forum.core.db import Base, db, may_write

ROWS_AT_ONCE = 1_000
IN_MEMORY_BYTES = 8 * 1024 * 1024  # of a table; a longer one waits in a file beside the backup
COMPRESSION = 6


def write(folder: Path) -> tuple[Path, Manifest]:
    """Write `askwell-<moment>.tar.gz` into `folder`, readable by this user alone; its path and table of contents.

    The rows are those of one moment (a snapshot), whatever is written meanwhile. Files are copied after it: they were on
    disk before their rows, so none is missing but what somebody deleted just now. Raises `BadBackup`; `OSError` (a full
    disk). Nothing half-written stays under the backup's name.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    if not migrate.in_step(app):
        raise BadBackup(migrate.BEHIND)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = clock.now()
    path = folder / f"askwell-{now:%Y%m%dT%H%M%S}Z.tar.gz"
    while path.exists():
        path = path.with_name(f"{path.name.removesuffix('.tar.gz')}-again.tar.gz")
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with (
                gzip.GzipFile("", "wb", COMPRESSION, out, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
                snapshot() as connection,
            ):
                contents = _contents(tar, connection, folder, now.isoformat())
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
        _keep_name(folder)
    finally:
        part.unlink(missing_ok=True)
    return path, contents


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database of one moment, and never waits for whoever writes."""
    token = may_write.set(False)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
            yield connection
            connection.rollback()
    finally:
        may_write.reset(token)


def rows_of(connection: Connection, table: sa.Table) -> Iterator[bytes]:
    """The rows of a table as lines, in the order of their keys."""
    kinds = [manifest.kind_of(column) for column in table.columns]
    asked = sa.select(table).order_by(*table.primary_key.columns)
    result = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(asked)
    for row in result:
        yield manifest.written(row, kinds)


def tables() -> list[sa.Table]:
    """All tables, those that others point at first."""
    return list(Base.metadata.sorted_tables)


def _contents(tar: tarfile.TarFile, connection: Connection, folder: Path, made_at: str) -> Manifest:
    schema = migrate.revision_of(connection)
    contents = Manifest(schema=schema, made_at=made_at, dialect=connection.dialect.name)
    for table in tables():
        contents.tables[table.name] = [(column.name, manifest.kind_of(column)) for column in table.columns]
        with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(folder)) as lines:
            count = 0
            for line in rows_of(connection, table):
                lines.write(line)
                count += 1
            _add(tar, contents, f"tables/{table.name}.jsonl", lines, count)
    settings = current_app.config["SETTINGS"]
    for name in manifest.KEYS:
        file = settings.instance_dir / name
        if file.is_file():
            with file.open("rb") as source:
                _add(tar, contents, f"keys/{name}", source)
    uploads: Path = settings.of_database("uploads")
    for file in sorted(uploads.rglob("*")) if uploads.is_dir() else []:
        name = f"uploads/{file.relative_to(uploads).as_posix()}"
        if file.suffix == ".new" or file.is_symlink() or not file.is_file() or not manifest.ours(name):
            continue  # being written just now (its row comes after ours), or a thing that somebody else left there
        try:
            with file.open("rb") as source:
                _add(tar, contents, name, source)
        except FileNotFoundError:
            continue  # forgotten just now, as it should be
    data = contents.to_json()
    info = tarfile.TarInfo(manifest.NAME)
    info.size, info.mode = len(data), 0o600
    with tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES, dir=str(folder)) as last:
        last.write(data)
        last.seek(0)
        tar.addfile(info, last)
    return contents


def _add(tar: tarfile.TarFile, contents: Manifest, name: str, source: IO[Any], rows: int = 0) -> None:
    """Add a member, with what the manifest says of it. Read once for the sum, once more for the copy."""
    source.seek(0)
    sums, length = hashlib.sha256(), 0
    while block := source.read(1 << 20):
        sums.update(block)
        length += len(block)
    source.seek(0)
    info = tarfile.TarInfo(manifest.allowed(name))
    info.size, info.mode = length, 0o600
    tar.addfile(info, source)
    contents.members[name] = Member(sums.hexdigest(), length, rows)


def _keep_name(folder: Path) -> None:
    """See that the name itself survives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def room(folder: Path) -> int:
    """Bytes that are free where a folder is, or will be."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
