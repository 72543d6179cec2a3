"""Have everything put together: at once where that is little, else by the worker."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from flask_babel import force_locale

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import audit, clock, jobs, mail
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.jobs import Claimed
from forum.core.settings import of_site
from forum.privacy import queries
from forum.privacy.exporting import archive
from forum.privacy.models import DataExport

KIND = "export"
KEPT_DAYS = 7
ROWS_AT_ONCE = 2_000  # a second or two
BYTES_AT_ONCE = 8 * 1024 * 1024
_KEY = re.compile(r"[0-9a-f]{32}")


def is_small(by: Person) -> bool:
    """Can it be put together while she waits?"""
    return sum(queries.counts(by.id).values()) <= ROWS_AT_ONCE and archive.size_of(by.id) <= BYTES_AT_ONCE


def make(by: Person, out: IO[bytes]) -> None:
    """Write her ZIP; that it was taken is written into the log."""
    audit.record(by, "exported the data of", f"person:{by.id}")
    db.session.flush()
    with force_locale(_language(by)):
        archive.write(by, out)


def ask(by: Person) -> DataExport:
    """Have the worker make it; a mail says when it is there. Asked twice, the one that is being made stands."""
    standing = latest(by)
    if standing is not None and standing.ready_at is None and standing.failed_at is None:
        return standing
    now = clock.now()
    made = DataExport(
        person_id=by.id, asked_at=now, until=now + timedelta(days=KEPT_DAYS), key=secrets.token_hex(16)
    )
    db.session.add(made)
    db.session.flush()
    jobs.enqueue(KIND, {"export": made.id})
    return made


def latest(by: Person) -> DataExport | None:
    """The last one she asked for, while it is kept."""
    return db.session.scalars(
        sa.select(DataExport)
        .where(DataExport.person_id == by.id, DataExport.until > clock.now())
        .order_by(DataExport.id.desc())
        .limit(1)
    ).first()


def ready(number: int, by: Person) -> Path:
    """The file of her export. Raises `NotFound`: not hers, not made yet, over, or lost."""
    found = db.session.get(DataExport, number)
    if found is None or found.person_id != by.id or found.ready_at is None or found.until <= clock.now():
        raise NotFound()
    path = file_of(found.key)
    if not path.is_file():
        raise NotFound()
    audit.record(by, "exported the data of", f"person:{by.id}")
    return path


def file_of(key: str) -> Path:
    """Where it lies: `<instance>/exports/<key>.zip`. Raises `ValueError` for what is no key of ours."""
    if not _KEY.fullmatch(key):
        raise ValueError("not a key")
    return of_site().instance_dir / "exports" / f"{key}.zip"


@jobs.handles(KIND, lane="export", lease_seconds=3600, attempts_max=3)
def _make(claimed: Sequence[Claimed]) -> None:
    for job in claimed:
        asked = db.session.get(DataExport, job.payload["export"])
        person = db.session.get(Person, asked.person_id) if asked is not None else None
        if asked is None or person is None or asked.ready_at is not None:
            continue
        with force_locale(_language(person)):
            asked.size = _to_disk(person, file_of(asked.key))
        asked.ready_at = clock.now()
        asked.until = asked.ready_at + timedelta(days=KEPT_DAYS)
        if person.email:
            mail.send_later(
                person.email,
                "export_ready",
                person.language,
                name=person.name,
                url=mail.whole("/my/data"),
                days=KEPT_DAYS,
            )


def _to_disk(person: Person, path: Path) -> int:
    """Whole or not at all, readable by this user alone. Returns its bytes. Raises `OSError` (a full disk)."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            archive.write(person, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path.stat().st_size


def forget_old() -> int:
    """By the clock: delete those whose time is over, and files that no row names. Returns how many rows."""
    old = db.session.execute(sa.delete(DataExport).where(DataExport.until <= clock.now()))
    kept = {file_of(key) for key in db.session.scalars(sa.select(DataExport.key))}
    folder = of_site().instance_dir / "exports"
    for file in folder.glob("*.zip") if folder.is_dir() else []:
        if file not in kept:
            file.unlink(missing_ok=True)
    return int(old.rowcount)  # type: ignore[attr-defined]


def forget(person_id: int) -> None:
    """Hers, with their files, in the current transaction."""
    for key in db.session.scalars(sa.select(DataExport.key).where(DataExport.person_id == person_id)).all():
        with suppress(FileNotFoundError):
            file_of(key).unlink()
    db.session.execute(sa.delete(DataExport).where(DataExport.person_id == person_id))


def _language(person: Person) -> str:
    known = person.language if person.language in LANGUAGES else None
    return known or of_site().default_language
