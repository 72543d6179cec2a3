"""After an erasure: the last mail, and what deleted things leave behind on the disk."""

from __future__ import annotations

import smtplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from forum.core import clock, jobs, sending
from forum.core.db import db
from forum.core.jobs import Claimed, Job
from forum.core.settings import of_site
from forum.search import rebuilding
from forum.search.engine import engine

AFTERWARDS = "after an erasure"
FAREWELL = "farewell"
TRIES_MAX = 60  # more than a day
SOON = timedelta(minutes=10)  # many may leave on one day: one new index does for all of them


def put_off() -> None:
    """Have the index made anew once, after a while: its segments go on to hold deleted words until then."""
    waiting = db.session.scalars(
        sa.select(Job).where(Job.kind == AFTERWARDS, Job.leased_until.is_(None))
    ).all()
    if all("old" in job.payload for job in waiting):
        jobs.enqueue(AFTERWARDS, {}, run_at=clock.now() + SOON)


@jobs.handles(AFTERWARDS, lane="after an erasure", lease_seconds=6 * 3600, batch=100)
def _index_anew(claimed: Sequence[Claimed]) -> None:
    """First a new index; when nobody reads from the one before any more, that goes."""
    if any("old" not in job.payload for job in claimed):
        rebuilding.rebuild()
        jobs.enqueue(AFTERWARDS, {"old": True}, run_at=clock.now() + SOON)
    else:
        engine().forget_old()
    empty_log()


def empty_log() -> None:
    """SQLite's log beside the database holds pages as they were: bring them home and empty it. Best effort: while somebody
    reads, it is emptied as it always is, by what is written next. (PostgreSQL's autovacuum does the like.)"""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        with suppress(DBAPIError, OSError):
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _drop(claimed: Claimed, _because: str) -> None:
    """Nobody needs to look at a farewell that could not be delivered, and it holds her address."""
    db.session.execute(sa.delete(Job).where(Job.id == claimed.id))


@jobs.handles(
    FAREWELL,
    lane="mail",
    lease_seconds=sending.LEASE_SECONDS,
    attempts_max=2 * TRIES_MAX,
    pause_max_seconds=sending.PAUSE_MAX_SECONDS,
    given_up=_drop,
)
def _farewell(claimed: Sequence[Claimed]) -> None:
    settings = of_site()
    for job in claimed:
        try:
            sending.deliver(sending.compose(job.payload, settings.mail_from), settings.mail_url)
        except (smtplib.SMTPException, OSError) as error:
            refused = isinstance(error, smtplib.SMTPException) and sending.refused_for_good(error)
            if refused or job.attempts >= TRIES_MAX:
                raise jobs.GiveUp("the last mail was not taken") from error
            raise
