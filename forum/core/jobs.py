"""Work that is done after it is true: mail, index writes, slow things.

A job is a row written in the transaction of the deed that wants it, so that nothing is announced that did not
happen and nothing that happened is forgotten. A worker leases rows for a while; when it dies, the lease runs
out and another takes them. So a job runs at least once: handlers are idempotent.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, has_request_context
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock
from forum.core.db import Base, db, may_write

log = logging.getLogger(__name__)

LEASE_SECONDS = 60  # longer than any handler takes; a killed worker's jobs wait this long, index jobs less
POLL_SECONDS = 0.25  # how long an idle worker sleeps: searchable within 2 s needs well under that
AWAY_SECONDS = 1  # how long a worker waits before it looks again for a database that is away
ATTEMPTS_MAX = 12  # with doubling pauses, about two hours
PAUSE_MAX_SECONDS = 4 * 3600
GIVEN_UP = " (given up)"
ENDING_SECONDS = 5  # how long a worker that is told to end waits for its lanes; what they hold is done again


class Job(Base):
    """One piece of work. `leased_until` in the future: somebody is at it."""

    __tablename__ = "job"
    __table_args__ = (sa.Index("ix_job_next", "kind", "run_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    failed_at: Mapped[datetime | None]
    request: Mapped[str | None]  # the name of the request whose deed wanted it, for the logs


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leased job, as its handler sees it."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int
    request: str | None = None


#: What this thread is doing: the kind, and the requests that wanted it. For the logs; jobs that jobs want inherit it.
doing: ContextVar[tuple[str, tuple[str, ...]]] = ContextVar("doing", default=("", ()))


def _asked_by() -> str | None:
    """The name of the request that wants a job: this one's, or that of the job that is being done."""
    if has_request_context():
        name: str | None = g.get("request_id")
        return name
    requests = doing.get()[1]
    return requests[0] if requests else None


Handler = Callable[[Sequence[Claimed]], None]


class GiveUp(Exception):
    """Raised by a handler: trying again would not help. The job is kept, given up, for people to look at."""


@dataclass(frozen=True, slots=True)
class _Kind:
    handler: Handler
    batch: int = 1
    lease_seconds: int = LEASE_SECONDS
    attempts_max: int = ATTEMPTS_MAX
    pause_max_seconds: int = PAUSE_MAX_SECONDS
    lane: str = ""
    given_up: Callable[[Claimed, str], object] | None = None


_kinds: dict[str, _Kind] = {}


def handles(kind: str, **how: Any) -> Callable[[Handler], Handler]:
    """Register the handler of a kind; it gets up to `batch` jobs at once, inside an application context.

    It raises to have them tried again later (all of the batch), returns when they are done, and leaves
    committing to the worker, which deletes the jobs in the same transaction.

    `how`: `batch` (1), `lease_seconds`, `attempts_max`, `pause_max_seconds` of the doubling pauses; `lane`: kinds of a
    named lane are worked on by a thread of their own, so that what waits for others' servers holds up nothing else;
    `given_up(job, because)` is called in the transaction that keeps a job whose handler raised `GiveUp`.
    """

    def register(function: Handler) -> Handler:
        _kinds[kind] = _Kind(function, **how)
        return function

    return register


def enqueue(kind: str, payload: dict[str, Any], run_at: datetime | None = None) -> None:
    """Add a job to the current transaction."""
    when = run_at or clock.now()
    db.session.add(
        Job(kind=kind, payload=payload, run_at=when, attempts=0, last_error="", request=_asked_by())
    )


def enqueue_many(kind: str, wanted: Sequence[tuple[dict[str, Any], datetime]]) -> None:
    """Add jobs (payload, when) to the current transaction, with one statement."""
    if wanted:
        by = _asked_by()
        rows = [
            {
                "kind": kind,
                "payload": payload,
                "run_at": run_at,
                "attempts": 0,
                "last_error": "",
                "request": by,
            }
            for payload, run_at in wanted
        ]
        db.session.execute(sa.insert(Job), rows)


def claim(kind: str) -> list[Claimed]:
    """Lease the next jobs of `kind` and commit the lease."""
    spec = _kinds[kind]
    now = clock.now()
    free = sa.or_(Job.leased_until.is_(None), Job.leased_until < now)
    chosen = (
        sa.select(Job.id)
        .where(Job.kind == kind, Job.run_at <= now, Job.failed_at.is_(None), free)
        .order_by(Job.id)
        .limit(spec.batch)
    )
    # A look without a lock first: an idle worker must not take SQLite's write lock four times a second.
    token = may_write.set(False)
    try:
        found = db.session.execute(chosen).first()
        db.session.rollback()
    finally:
        may_write.reset(token)
    if found is None:
        return []
    if db.engine.dialect.name == "postgresql":
        chosen = chosen.with_for_update(skip_locked=True)
    # Apart from the update: as its subquery PostgreSQL may run it once a row, and lease more than one batch.
    ids = list(db.session.scalars(chosen))
    rows = db.session.execute(
        sa.update(Job)
        .where(Job.id.in_(ids))
        .values(leased_until=now + timedelta(seconds=spec.lease_seconds), attempts=Job.attempts + 1)
        .returning(Job.id, Job.kind, Job.payload, Job.attempts, Job.request)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return sorted((Claimed(*r) for r in rows), key=lambda c: c.id)


def run_once(kind: str | None = None, lane: str | None = None) -> int:
    """Claim and do one batch of each kind (of one kind, of those of one lane). Returns how many jobs were done."""
    done = 0
    for name in [kind] if kind else [n for n, k in _kinds.items() if lane in (None, k.lane)]:
        claimed = claim(name)
        if not claimed:
            continue
        ids = [c.id for c in claimed]
        token = doing.set((name, tuple(sorted({c.request for c in claimed if c.request}))))
        try:
            _kinds[name].handler(claimed)
            db.session.execute(sa.delete(Job).where(Job.id.in_(ids)))
            db.session.commit()
            done += len(ids)
        except Exception as error:
            db.session.rollback()
            log.warning(
                "job failed", exc_info=True
            )  # its name comes along; what the error says may be somebody's words
            _put_back(claimed, error)
        finally:
            doing.reset(token)
    return done


def run_until_empty(limit: int = 1000) -> int:
    """Do all that is due now (tests, commands). Returns how many jobs were done."""
    total = 0
    for _ in range(limit):
        done = run_once()
        if not done:
            break
        total += done
    return total


def _put_back(claimed: Sequence[Claimed], error: Exception) -> None:
    now = clock.now()
    for job in claimed:
        spec = _kinds[job.kind]
        pause = min(spec.pause_max_seconds, 2 ** min(job.attempts, 30))
        given_up = job.attempts >= spec.attempts_max or isinstance(error, GiveUp)
        db.session.execute(
            sa.update(Job)
            .where(Job.id == job.id)
            .values(
                leased_until=None,
                run_at=now + timedelta(seconds=pause),
                last_error=(str(error) if isinstance(error, GiveUp) else f"{type(error).__name__}: {error}")[
                    :500
                ],
                failed_at=now if given_up else None,
            )
        )
        if isinstance(error, GiveUp) and spec.given_up is not None:
            spec.given_up(job, str(error))
    db.session.commit()


def take_up_again(job_id: int) -> None:
    """Try a job that was given up once more, now, as often as a new one."""
    db.session.execute(
        sa.update(Job)
        .where(Job.id == job_id, Job.failed_at.is_not(None))
        .values(failed_at=None, attempts=0, run_at=clock.now())
    )


def waiting() -> dict[str, int]:
    """Jobs not yet done, by kind, for `doctor` and metrics; given-up ones count as "kind (given up)"."""
    rows = db.session.execute(
        sa.select(Job.kind, Job.failed_at.is_not(None), sa.func.count()).group_by(
            Job.kind, Job.failed_at.is_not(None)
        )
    )
    return {f"{kind}{GIVEN_UP}" if failed else kind: count for kind, failed, count in rows}


def oldest_due() -> dict[str, float]:
    """Seconds since the oldest job of each kind was due and is not done, for metrics; given-up ones don't count."""
    now = clock.now()
    rows = db.session.execute(
        sa.select(Job.kind, sa.func.min(Job.run_at))
        .where(Job.failed_at.is_(None), Job.run_at <= now)
        .group_by(Job.kind)
    )
    return {kind: (now - since).total_seconds() for kind, since in rows}


def work(app: Flask, stop: threading.Event, tick: Callable[[], object]) -> None:
    """The worker's life: do jobs; when there are none, look at the schedule (`tick`) and sleep a little.

    Each lane has a thread of its own beside it.
    """
    lanes = sorted({k.lane for k in _kinds.values() if k.lane})
    beside = [
        threading.Thread(target=_work, args=(app, stop, name, lambda: None), name=f"lane {name}", daemon=True)
        for name in lanes
    ]
    for thread in beside:
        thread.start()
    _work(app, stop, "", tick)
    for thread in beside:
        thread.join(ENDING_SECONDS)


def _work(app: Flask, stop: threading.Event, lane: str, tick: Callable[[], object]) -> None:
    while not stop.is_set():
        done = 0
        try:
            with app.app_context():
                tick()
                done = run_once(lane=lane)
        except Exception:  # also of giving back a connection whose server has gone
            log.exception("worker")
            stop.wait(AWAY_SECONDS)  # the database may be away; don't spin
        if not done:
            stop.wait(POLL_SECONDS)
