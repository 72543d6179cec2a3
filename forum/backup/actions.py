"""Making, checking and forgetting backups, and what is remembered of it."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from prometheus_client import Gauge

from forum.backup import making, restoring
from forum.backup.manifest import BadBackup, Manifest
from forum.backup.models import BackupRun
from forum.core import audit, clock, jobs
from forum.core.db import db
from forum.core.health import registry
from forum.core.settings import of_site
from forum.privacy.erasing import remembered

KIND = "backup"
LEASE_SECONDS = 6 * 3600  # the longest that one may take
REMEMBERED_DAYS = 400
PATTERN = "askwell-*.tar.gz"
LAST_GOOD = Gauge(
    "askwell_backup_last_good_timestamp_seconds",
    "When the newest good backup was made; 0: never",
    registry=registry,
)
WARN_AFTER = timedelta(days=2)  # a nightly backup that is older was missed at least once


def make(folder: Path, checked: bool = True) -> tuple[Path, Manifest]:
    """Write a backup into `folder`, put it on trial, and remember both. Raises `BadBackup`, `OSError`; that is remembered too.

    Commits: how it went must outlive whatever the caller does next.
    """
    try:
        path, contents = making.write(folder)
        if checked:
            restoring.trial(path, folder)
    except (BadBackup, OSError) as wrong:
        db.session.rollback()
        _remember(BackupRun(problem=str(wrong)))
        raise
    remembered.copy_to(folder)
    _remember(BackupRun(file=path.name, bytes=path.stat().st_size, rows=contents.rows))
    return path, contents


def forget_old(folder: Path, days: int) -> int:
    """Delete backups older than so many days, never the newest one. Returns how many."""
    before = time.time() - days * 86_400
    files = sorted(folder.glob(PATTERN), key=lambda file: file.stat().st_mtime)
    old = [file for file in files[:-1] if file.stat().st_mtime < before]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def last_good() -> BackupRun | None:
    """The newest backup that was good."""
    return db.session.scalars(
        sa.select(BackupRun)
        .where(BackupRun.problem == "")
        .order_by(BackupRun.at.desc(), BackupRun.id.desc())
        .limit(1)
    ).first()


def _no_table_yet() -> bool:
    return not sa.inspect(db.session.connection()).has_table(BackupRun.__tablename__)


def last() -> BackupRun | None:
    """The newest that was tried."""
    return db.session.scalars(
        sa.select(BackupRun).order_by(BackupRun.at.desc(), BackupRun.id.desc()).limit(1)
    ).first()


def due() -> None:
    """By the clock: have one made where ASKWELL_BACKUP_DIR says where to."""
    if of_site().backup_dir:
        jobs.enqueue(KIND, {})


@jobs.handles(KIND, lane="backup", lease_seconds=LEASE_SECONDS, attempts_max=3)
def _nightly(claimed: object) -> None:
    settings = of_site()
    if settings.backup_dir:
        folder = Path(settings.backup_dir)
        make(folder)
        forget_old(folder, settings.backup_keep_days)


def health() -> str:
    """For `doctor`: "" or what to do."""
    if _no_table_yet():
        return ""  # the check of the schema says what to do
    settings = of_site()
    tried = last()
    if tried is not None and tried.problem:
        return f"The last backup, {_when(tried.at)}, failed ({tried.problem}); mend that and run `flask --app wsgi backup`."
    good = last_good()
    if settings.backup_dir and (good is None or clock.now() - good.at > WARN_AFTER):
        since = "none was made yet" if good is None else f"the last good one is of {_when(good.at)}"
        return f"Backups are due every night and {since}: does the worker run, and can it write {settings.backup_dir}?"
    return ""


def measure() -> None:
    """For `/metrics`."""
    good = last_good()
    LAST_GOOD.set(good.at.timestamp() if good is not None else 0)


def note() -> str:
    """For `doctor`: when the last good one was made."""
    good = last_good()
    if good is None:
        return "No backup was made yet: run `flask --app wsgi backup`, or set ASKWELL_BACKUP_DIR for one each night."
    return f"The last good backup is {good.file} of {_when(good.at)} ({good.rows} rows, {good.bytes} bytes)."


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _remember(run: BackupRun) -> None:
    run.at = clock.now()
    db.session.add(run)
    db.session.execute(sa.delete(BackupRun).where(BackupRun.at < run.at - timedelta(days=REMEMBERED_DAYS)))
    audit.record(
        None,
        "backed up" if not run.problem else "failed to back up",
        "backup",
        run.problem,
        file=run.file or "",
    )
    db.session.commit()
