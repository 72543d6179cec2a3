"""A new index from the database: by hand (`flask search rebuild`), or by itself when there is none."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from typing import Any

from flask import Flask, current_app

from forum.core.db import db, may_write
from forum.search import documents, learned, outbox, same, signals
from forum.search.engine import engine, has_index, store
from search_index import SearchDocument
from search_index.engine import Progress

log = logging.getLogger(__name__)

BATCH = 500
AT_ONCE_MAX = 1_000  # documents: a few seconds
_running = threading.Lock()


def rebuild(progress: Progress | None = None) -> int:
    """Fill the signals and build a new generation of the index from all that can be found; gives back how many.

    Needs an application context whose session holds no work of somebody else: it is rolled back and committed.
    """
    with outbox.reading():
        before = outbox.all_waiting()  # what they tell of is committed: the new index will have it
        total = sum(1 for kind in documents.kinds() for _ in kind.all_ids())
    signals.refresh_all()
    count = engine().rebuild(_all(), total, progress)
    same.remember_all()
    outbox.done(before)
    outbox.try_again_now()
    db.session.commit()
    return count


def _all() -> Iterator[SearchDocument]:
    """Documents in batches. Numbers are read only once the engine has begun: what is new or changes after that
    comes through the outbox, what was there before is in the list."""
    for searchable in documents.kinds():
        with outbox.reading():
            ids = list(searchable.all_ids())
        for start in range(0, len(ids), BATCH):
            with outbox.reading():
                batch = learned.added(searchable.load(ids[start : start + BATCH]))
            yield from batch


def on(bar: Any) -> Progress:
    """Progress on a tqdm bar, for commands."""

    def progress(done: int, total: int | None) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress


def check() -> str:
    """For `doctor` and `/readyz`: what is wrong with the index, and what to do."""
    status = engine().status()
    if has_index(status):
        return ""
    if status.state == "rebuilding":
        return "The search index is being built; pages work, searching will in a moment."
    return f"The search index is {status.state}: the worker builds it anew, or run `flask --app wsgi search rebuild`."


def heal() -> bool:
    """Build the index when it is missing or damaged: at once where that takes a moment, else in a thread, without
    holding up other jobs. Returns whether there is an index now. Runs by the schedule, and when a change meets none."""
    status = engine().status()
    if has_index(status):
        if status.facts.get("doubted") or status.facts.get("served_by") == "whoosh":
            engine().mend()
        return True
    if status.state == "rebuilding":
        return False
    log.warning("the search index is %s (%s): building it anew", status.state, status.detail)
    with outbox.reading():
        small = sum(1 for kind in documents.kinds() for _ in kind.all_ids()) <= AT_ONCE_MAX
    if not small:
        start()
        return False
    rebuild()
    return True


def start() -> threading.Thread | None:
    """Rebuild in a thread of this process; None when one is at it already."""
    if not _running.acquire(blocking=False):
        return None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_run, args=(app,), name="rebuild", daemon=True)
    app.extensions["search_rebuild"] = thread
    thread.start()
    return thread


def _run(app: Any) -> None:
    try:
        with app.app_context():
            may_write.set(True)
            store()
            count = rebuild()
            log.warning("the search index is back: %d documents", count)
    except Exception:
        log.exception("rebuild")
    finally:
        _running.release()
