"""What runs by the clock. `forum/schedule.py` is the list; this makes each entry run once, however many workers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base, db, may_write, upsert

log = logging.getLogger(__name__)


class ScheduleRun(Base):
    """When an entry of the schedule last began."""

    __tablename__ = "schedule_run"
    name: Mapped[str] = mapped_column(primary_key=True)
    last_run_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Entry:
    """`run` is called every `every` in an application context; it writes in the session, the caller commits.

    `forgets`, for those that delete what is old: a few words (`N_`) for the page of privacy; `days` after which they
    do, as a number or read from the settings in force.
    """

    name: str
    every: timedelta
    why: str
    run: Callable[[], object]
    forgets: str = ""
    days: int | Callable[[], int] | None = None

    @property
    def kept_days(self) -> int | None:
        """`days` as it is in force now."""
        return self.days() if callable(self.days) else self.days


@dataclass(frozen=True, slots=True)
class Run:
    """An entry, when it last began, and when it is due again (None: as soon as a worker looks)."""

    entry: Entry
    last: datetime | None
    next: datetime | None


_planned: tuple[Entry, ...] = ()


def plan(entries: Sequence[Entry]) -> None:
    """Say what runs on this site; called once, when it is made."""
    global _planned
    _planned = tuple(entries)


def runs() -> list[Run]:
    """All that runs by the clock, in its order. One query."""
    last = {row.name: row.last_run_at for row in db.session.scalars(sa.select(ScheduleRun))}
    return [Run(each, last.get(each.name), _next(each, last.get(each.name))) for each in _planned]


def _next(entry: Entry, last: datetime | None) -> datetime | None:
    due = last + entry.every if last is not None else None
    return due if due is not None and due > clock.now() else None


def tick(entries: Sequence[Entry]) -> int:
    """Run the entries that are due and that no other worker took first. Returns how many ran."""
    now = clock.now()
    token = may_write.set(False)
    try:
        last = {r.name: r.last_run_at for r in db.session.execute(sa.select(ScheduleRun)).scalars()}
        db.session.rollback()
    finally:
        may_write.reset(token)
    ran = 0
    for entry in entries:
        before = last.get(entry.name)
        if before is not None and now - before < entry.every:
            continue
        statement = upsert(ScheduleRun.__table__).values(name=entry.name, last_run_at=now)
        taken: Any = db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["name"],
                set_={"last_run_at": now},
                where=ScheduleRun.__table__.c.last_run_at <= now - entry.every,
            )
        )
        db.session.commit()
        if taken.rowcount == 0:
            continue
        try:
            entry.run()
            db.session.commit()
            ran += 1
        except Exception:
            db.session.rollback()
            log.exception("schedule entry %s", entry.name)
    return ran
