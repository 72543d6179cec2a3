"""Keeps the index in step with the database.

Whoever changes what can be found says so in the transaction of the change; the worker then loads the document as it
stands and gives it to the engine. A change that was rolled back was never said, and one that was committed is not
forgotten, whoever is killed: the job waits in the table until it is done.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import current_app

from forum.core import clock, jobs
from forum.core.db import db, may_write
from forum.search import documents, same
from forum.search.engine import engine, has_index
from search_index import SearchUnavailable

log = logging.getLogger(__name__)

KIND = "index"
BATCH = 200
LEASE_SECONDS = 15  # a killed worker's documents wait no longer than this


def changed(document: str) -> None:
    """Say, in the current transaction, that "question:34" must be looked at by the index."""
    documents.split(document)
    jobs.enqueue(KIND, {"document": document})


def changed_many(changed_documents: Iterable[str], run_at: datetime | None = None) -> None:
    """`changed` for many, with one statement. `run_at`: not before then (somebody means to rebuild first)."""
    when = run_at or clock.now()
    rows = [
        {"kind": KIND, "payload": {"document": document}, "run_at": when, "attempts": 0, "last_error": ""}
        for document in dict.fromkeys(changed_documents)
    ]
    if rows:
        db.session.execute(sa.insert(jobs.Job), rows)


def all_waiting() -> list[int]:
    """Numbers of all jobs that wait now."""
    return list(db.session.scalars(sa.select(jobs.Job.id).where(jobs.Job.kind == KIND)))


def done(numbers: Sequence[int]) -> None:
    """Drop these jobs: the whole index was built from what was true after them. Caller commits."""
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        gone = sa.delete(jobs.Job).where(jobs.Job.id.in_(part))
        db.session.execute(gone.execution_options(synchronize_session=False))


@contextmanager
def in_order() -> Iterator[None]:
    """One at a time over all workers of this machine: reading and indexing must not overtake each other."""
    folder = current_app.config["SETTINGS"].instance_dir
    with (folder / "outbox.lock").open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def reading() -> Iterator[None]:
    """Read without SQLite's write lock, and let go of the snapshot afterwards: indexing takes a while."""
    token = may_write.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        may_write.reset(token)


@jobs.handles(KIND, batch=BATCH, lease_seconds=LEASE_SECONDS)
def index(claimed: Sequence[jobs.Claimed]) -> None:
    """Bring these documents in the index in step. Idempotent; raises `SearchUnavailable` to be tried again."""
    if not has_index(engine().status()):
        # `replace` would begin an empty index, and all that was in the old one would seem to be gone.
        from forum.search import rebuilding

        if not rebuilding.heal():
            raise SearchUnavailable("the index is being built anew")
    wanted = list(dict.fromkeys(str(job.payload["document"]) for job in claimed))
    with in_order():
        with reading():
            found = documents.load(wanted)
        if found:
            engine().replace(list(found.values()))
        gone = [document for document in wanted if document not in found]
        if gone:
            engine().delete(gone)
    same.remember(wanted)


def waiting(among: Sequence[str]) -> set[str]:
    """Those of `among` whose text in the index may be older than the database's (a change is not indexed yet)."""
    if not among:
        return set()
    return set(db.session.execute(_waiting(), {"documents": list(among)}).scalars())


@cache
def _waiting() -> sa.Select[Any]:
    """Put together once: each search asks."""
    named = jobs.Job.payload["document"].as_string()
    wanted = named.in_(sa.bindparam("documents", expanding=True))
    return sa.select(named).where(jobs.Job.kind == KIND, wanted)


def try_again_now() -> None:
    """After the index came back: what waited for it, or was given up, is due at once. Caller commits."""
    db.session.execute(
        sa.update(jobs.Job)
        .where(jobs.Job.kind == KIND)
        .values(run_at=clock.now(), attempts=0, failed_at=None)
        .execution_options(synchronize_session=False)
    )
