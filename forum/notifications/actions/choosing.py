"""Choose how one is told: a row of the table, a clock of one's own."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from forum.core import audit, clock, consents
from forum.core.db import db, upsert
from forum.notifications import kinds, mailing, queries, times
from forum.notifications.kinds import Row
from forum.notifications.models import DigestDue, Notice, NoticeChoice
from forum.notifications.times import Clock


def choose(person_id: int, wanted: Mapping[str, tuple[bool, str]], staff: bool) -> None:
    """Take the table as she filled it in: row -> (shown in the inbox, how it is mailed). Rows left out stay.

    What waits to be mailed goes as chosen now. What she must know can't be chosen; values nobody offered are no choice.
    """
    for row in kinds.rows(staff):
        if row.name not in wanted or row.must_know:
            continue
        inbox, mail = wanted[row.name]
        if mail in kinds.CADENCES:
            _set(person_id, row, inbox, mail)
    _note(person_id)


def end(person_id: int, thing: str) -> None:
    """No more mails of this: "question:34", "row:votes", "digest:daily", "*". Twice is as once."""
    kind, _, name = thing.partition(":")
    if kind == "row":
        _end_row(person_id, kinds.row_called(name))
    elif kind == "digest":
        chosen = queries.chosen(person_id)
        for row in kinds.rows(staff=True):
            if _of(chosen, row)[1] == name:
                _end_row(person_id, row)
    else:
        mailing.end(person_id, thing)
        _note(person_id)
        return
    audit.record(None, "ended mail", f"person:{person_id}", thing=thing)
    _note(person_id)


def resume(person_id: int, thing: str) -> None:
    """Mails of this again, as before one click ended them; and whatever ended all of them is taken back."""
    kind, _, name = thing.partition(":")
    mailing.resume(person_id, thing)
    chosen = queries.chosen(person_id)
    for row in kinds.rows(staff=True):
        found = chosen.get(row.name)
        if found is None or found.mail != kinds.OFF or not found.before:
            continue
        if (kind == "row" and row.name == name) or (kind == "digest" and found.before == name):
            _set(person_id, row, found.inbox, found.before)
    _note(person_id)


def ended(person_id: int, thing: str) -> bool:
    """Are mails of this off?"""
    kind, _, name = thing.partition(":")
    off = mailing.off(person_id)
    if mailing.ALL in off or thing in off:
        return True
    chosen = queries.chosen(person_id)
    if kind == "row":
        return _of(chosen, kinds.row_called(name))[1] == kinds.OFF
    if kind == "digest":
        return all(_of(chosen, row)[1] != name for row in kinds.rows(staff=True))
    return False


def _note(person_id: int) -> None:
    """Into the ledger: whether she gets digests now."""
    db.session.flush()
    consents.note(person_id, "digest", bool(queries.gets_digests(person_id)))


def _of(chosen: Mapping[str, NoticeChoice], row: Row) -> tuple[bool, str]:
    found = chosen.get(row.name)
    return (found.inbox, found.mail) if found else (row.inbox, row.mail)


def _end_row(person_id: int, row: Row) -> None:
    inbox, mail = _of(queries.chosen(person_id), row)
    if mail != kinds.OFF and not row.must_know:
        _set(person_id, row, inbox, kinds.OFF, before=mail)


def change_times(person_id: int, wanted: Clock) -> None:
    """Another clock: digests that wait go by it."""
    choice = mailing.choice_of(person_id)
    choice.zone, choice.digest_hour, choice.digest_day = wanted.zone, wanted.digest_hour, wanted.digest_day
    choice.quiet_from, choice.quiet_until = wanted.quiet_from, wanted.quiet_until
    now = clock.now()
    due = sa.select(DigestDue).where(DigestDue.person_id == person_id).order_by(DigestDue.cadence)
    for each in db.session.scalars(due):
        each.due_at = times.next_digest(each.cadence, now, wanted)


def _set(person_id: int, row: Row, inbox: bool, mail: str, before: str = "") -> None:
    values = {"inbox": inbox, "mail": mail, "before": before}
    insert = upsert(NoticeChoice.__table__).values(person_id=person_id, row=row.name, **values)
    db.session.execute(insert.on_conflict_do_update(index_elements=["person_id", "row"], set_=values))
    _move_waiting(person_id, row, mail)


def _move_waiting(person_id: int, row: Row, mail: str) -> None:
    """What waits for a digest goes as she wants it now. What was to go at once goes so, or not at all."""
    waiting = sa.and_(
        Notice.person_id == person_id,
        Notice.kind.in_(kinds.of_row(row.name)),
        ~Notice.must_know,
        Notice.mail.is_not(None),
        Notice.mail != mail,
    )
    digest = mail if mail in (kinds.DAILY, kinds.WEEKLY) else None
    moved = db.session.execute(sa.update(Notice).where(waiting).values(mail=digest))
    if digest and moved.rowcount:  # type: ignore[attr-defined]
        person_clock = queries.clock_of(person_id)
        due = times.next_digest(digest, clock.now(), person_clock)
        row_due = upsert(DigestDue.__table__).values(person_id=person_id, cadence=digest, due_at=due)
        db.session.execute(row_due.on_conflict_do_nothing())
