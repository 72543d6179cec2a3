"""Write the log out, line by line: JSON Lines or CSV, the newest seal with it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.audit import AuditEntry, AuditSeal
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.moderation import policy

FORMATS = ("jsonl", "csv")
BATCH = 500
COLUMNS = ("id", "at", "by_id", "by", "did", "target", "because", "detail", "redacted_at", "seal")
#: A spreadsheet takes a cell that begins with one of these for a formula (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def begin(by: Viewer, how: str, since: date | None, until: date | None) -> None:
    """Write into the log that it is exported. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_export_log(by))
    if how not in FORMATS:
        raise Invalid(N_("Choose one of these."), {"format": N_("Choose one of these.")})
    said: dict[str, Any] = {
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }
    audit.record(by, "exported the log", "log:all", format=how, **said)


def lines(how: str, since: date | None, until: date | None) -> Iterator[str]:
    """The log from `since` to the end of the day `until` (UTC), the oldest first; a few hundred rows in memory."""
    if how == "csv":
        yield _csv(COLUMNS)
    last = 0
    chosen = (
        sa.select(AuditEntry, Person.name, AuditSeal.number, AuditSeal.seal)
        .outerjoin(Person, Person.id == AuditEntry.by_id)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditEntry.id)
        .order_by(AuditEntry.id)
        .limit(BATCH)
    )
    if since is not None:
        chosen = chosen.where(AuditEntry.at >= _midnight(since))
    if until is not None:
        chosen = chosen.where(AuditEntry.at < _midnight(until + timedelta(days=1)))
    while rows := db.session.execute(chosen.where(AuditEntry.id > last)).all():
        for row in rows:
            last = row.AuditEntry.id
            said = _values(row)
            yield _csv([_cell(said[name]) for name in COLUMNS]) if how == "csv" else _json(said)
        db.session.expunge_all()


def _values(row: Any) -> dict[str, Any]:
    entry: AuditEntry = row.AuditEntry
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "by_id": entry.by_id,
        "by": row.name or "",
        "did": entry.did,
        "target": entry.target,
        "because": entry.because,
        "detail": entry.detail,
        "redacted_at": entry.redacted_at.isoformat() if entry.redacted_at else None,
        "seal": f"{row.number}:{row.seal}" if row.number else None,
    }


def _json(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(cells: Any) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(cells)
    return file.getvalue()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.now().tzinfo)
