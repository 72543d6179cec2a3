"""The log only grows: the database refuses changes, and a chain of hashes shows those made behind its back.

Entries are sealed by the clock, seconds after they were committed, in the order of their ids: a chain that each deed
had to continue itself would make all deeds wait for one row. A seal covers the entry and the seal before it, so an entry
that was changed, put in between or taken out breaks every seal after it. The last seal, written down elsewhere (each export
names it), shows that nothing was cut off at the end either. (Schneier and Kelsey 1999, "Secure audit logs to support
computer forensics", without keys: whoever could recompute the whole chain is caught by a seal kept elsewhere.)
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from forum.core import clock
from forum.core.audit import AuditEntry, AuditSeal
from forum.core.db import db

BATCH = 500
SEALED_WITHIN_MINUTES = 10  # the clock seals every few seconds; entries older than that should be sealed
PROBLEMS_MAX = 20  # of one check: the first is the one that matters
FIRST = "0" * 64


@dataclass
class Checked:
    """What a check found. `head`: "number:seal" of the last link."""

    sealed: int = 0
    waiting: int = 0
    redacted: int = 0
    head: str = f"0:{FIRST}"
    problems: list[str] = field(default_factory=list)


def seal() -> int:
    """Seal what was committed since the last time, at most one batch; returns how many."""
    last = db.session.execute(
        sa.select(AuditSeal.number, AuditSeal.seal).order_by(AuditSeal.number.desc()).limit(1)
    ).first()
    number, before = (last.number, last.seal) if last else (0, FIRST)
    sealed = sa.select(AuditSeal.entry_id).where(AuditSeal.entry_id == AuditEntry.id)
    entries = db.session.scalars(
        sa.select(AuditEntry).where(~sealed.exists()).order_by(AuditEntry.id).limit(BATCH)
    ).all()
    for number, entry in enumerate(entries, number + 1):  # noqa: B020 - goes on from the last number
        salt = secrets.token_hex(16)
        link = AuditSeal(number=number, entry_id=entry.id, at=clock.now(), salt=salt)
        link.content, link.who_salt = _content(entry, salt), secrets.token_hex(16)
        link.who = _who(entry, link.who_salt)
        before = link.seal = _seal(before, entry, link)
        db.session.add(link)
    return len(entries)


def check(head: str = "") -> Checked:
    """Recompute the whole chain. `head`: "number:seal" noted earlier, which must still stand in it."""
    found = Checked()
    before, expected = FIRST, 1
    wanted = head.partition(":")
    for link, entry in _links():
        found.sealed += 1
        if link.number != expected:
            found.problems.append(f"seals {expected} to {link.number - 1} are missing")
        expected = link.number + 1
        if entry is None:
            found.problems.append(f"entry {link.entry_id} was taken out (seal {link.number})")
        else:
            found.problems += _of_entry(link, entry, before)
            found.redacted += entry.redacted_at is not None
        if wanted[0] == str(link.number) and wanted[2] != link.seal:
            found.problems.append(f"seal {link.number} is not the one noted: the chain was made anew")
        before, found.head = link.seal, f"{link.number}:{link.seal}"
        if len(found.problems) >= PROBLEMS_MAX:
            return found
    if head and wanted[0].isdigit() and int(wanted[0]) >= expected:
        found.problems.append(f"the chain ends at {expected - 1}: what came up to {wanted[0]} was cut off")
    _unsealed(found)
    return found


def guard(connection: Connection) -> None:
    """Let the database refuse changes of the log; called after every upgrade of the schema, twice is once."""
    for statement in _GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def _of_entry(link: AuditSeal, entry: AuditEntry, before: str) -> list[str]:
    if entry.redacted_at is None and link.content != _content(entry, link.salt):
        return [f"the words of entry {entry.id} were changed (seal {link.number})"]
    if entry.redacted_at is not None and (entry.because or entry.detail):
        return [f"entry {entry.id} was redacted, and has words all the same"]
    forgotten = "" in (link.who, link.who_salt)
    if forgotten and entry.redacted_at is None:
        return [
            f"who did entry {entry.id} was forgotten, and what is said there was not (seal {link.number})"
        ]
    whose = forgotten or link.who is None or link.who == _who(entry, link.who_salt or "")
    # A seal of 0.1.0 whose person was forgotten can't be computed any more; those before and after it hold it in its place.
    if not whose or (link.who != "" and link.seal != _seal(before, entry, link)):
        return [f"entry {entry.id} was changed, or one before it (seal {link.number})"]
    return []


def _unsealed(found: Checked) -> None:
    sealed = sa.select(AuditSeal.entry_id).where(AuditSeal.entry_id == AuditEntry.id)
    waiting = db.session.execute(
        sa.select(sa.func.count(AuditEntry.id), sa.func.min(AuditEntry.at)).where(~sealed.exists())
    ).one()
    found.waiting = waiting[0]
    old = clock.now() - timedelta(minutes=SEALED_WITHIN_MINUTES)
    since = db.session.scalar(sa.select(sa.func.max(AuditSeal.at)))
    if waiting[0] and waiting[1] < old and since is not None and since > old:
        found.problems.append("entries were put in afterwards, with a date of before")


def _links() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    last = 0
    while True:
        rows = db.session.execute(
            sa.select(AuditSeal, AuditEntry)
            .outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
            .where(AuditSeal.number > last)
            .order_by(AuditSeal.number)
            .limit(BATCH)
            .execution_options(populate_existing=True)
        ).all()
        if not rows:
            return
        for link, entry in rows:
            last = link.number
            yield link, entry
        db.session.expunge_all()  # a check of a million entries holds a few hundred of them


def _content(entry: AuditEntry, salt: str) -> str:
    return _hash([salt, entry.because, entry.detail])


def _who(entry: AuditEntry, salt: str) -> str:
    return _hash([salt, entry.by_id, entry.target])


def _seal(before: str, entry: AuditEntry, link: AuditSeal) -> str:
    at = entry.at.isoformat()
    if link.who is None:  # made by 0.1.0
        return _hash([before, entry.id, at, entry.by_id, entry.did, entry.target, link.content])
    return _hash([before, entry.id, at, entry.did, link.who, link.content])


def _hash(values: list[Any]) -> str:
    said = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


_SAME_ENTRY = ("id", "at", "did")  # who and to what may be forgotten with the words: the seal then says so
_SAME_SEAL = ("number", "entry_id", "at", "content", "seal")


def _sqlite(table: str, same: tuple[str, ...], but: str) -> list[str]:
    kept = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in same)
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_stays BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
        f"DROP TRIGGER IF EXISTS {table}_unchanged",  # a release before may have put another one there
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} WHEN NOT ({kept} AND {but}) "
        "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END",
    ]


def _postgresql(table: str, same: tuple[str, ...], but: str) -> list[str]:
    kept = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in same)
    refuse = "RAISE EXCEPTION 'the log only grows';"
    return [
        f"CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {kept} AND {but} THEN RETURN NEW; END IF; END IF; {refuse} END $$",
        f"CREATE OR REPLACE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
        f"CREATE OR REPLACE TRIGGER {table}_kept BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_stays()",
    ]


_REDACTED = "NEW.redacted_at IS NOT NULL AND NEW.because = '' AND "
_FORGOTTEN = (
    "(NEW.salt = '' OR NEW.salt = OLD.salt) AND (NEW.who_salt = '' OR NEW.who_salt {same} OLD.who_salt) "
    "AND (NEW.who {same} OLD.who OR (OLD.who IS NULL AND NEW.who = ''))"
)
_GUARDS = {
    "sqlite": [
        *_sqlite("audit_entry", _SAME_ENTRY, _REDACTED + "NEW.detail = '{}'"),
        *_sqlite("audit_seal", _SAME_SEAL, _FORGOTTEN.format(same="IS")),
    ],
    "postgresql": [
        *_postgresql("audit_entry", _SAME_ENTRY, _REDACTED + "NEW.detail::text = '{}'"),
        *_postgresql("audit_seal", _SAME_SEAL, _FORGOTTEN.format(same="IS NOT DISTINCT FROM")),
    ],
}
