"""Small writes that no reader should wait for: hits, search records, "last seen", soft limits.

A page only reads. What it wants counted goes into a queue of this process, and a thread writes the queue in one
transaction a few times a second. A killed process loses at most that moment of counting, never a post: posts
are written by the request itself. Nor does it wait for the disk as a post does (`db.only_counts`). In tests (`AFTERWARDS_INLINE`) the queue is written when the request ends.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from forum.core.db import db, may_write, only_counts

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.25
QUEUE_MAX = 20_000  # beyond this, counting is dropped before memory is

Writer = Callable[[list[Any]], None]
_writers: dict[str, Writer] = {}
_wake = threading.Event()
_start_lock = threading.Lock()


def writer(kind: str) -> Callable[[Writer], Writer]:
    """Register the function that writes a batch of payloads of `kind` in the current transaction."""

    def register(function: Writer) -> Writer:
        _writers[kind] = function
        return function

    return register


def later(kind: str, payload: Any) -> None:
    """Queue `payload` for the writer of `kind`."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    _queue_of(app).append((kind, payload))
    if not app.config.get("AFTERWARDS_INLINE"):
        _ensure_thread(app)


def _queue_of(app: Flask) -> deque[tuple[str, Any]]:
    """Each site of a process has a queue of its own: what one counts belongs into its own database."""
    queue: deque[tuple[str, Any]] = app.extensions.setdefault("afterwards", deque(maxlen=QUEUE_MAX))
    return queue


def flush() -> int:
    """Write all that is queued now, one transaction a kind; a writer that fails loses only its own batch.

    Returns the number of payloads written. Needs an application context.
    """
    batches: dict[str, list[Any]] = defaultdict(list)
    queue = _queue_of(current_app._get_current_object())  # type: ignore[attr-defined]
    while queue:
        kind, payload = queue.popleft()
        batches[kind].append(payload)
    done = 0
    # What this session read before is a snapshot that others may have left behind: writing on it is refused.
    db.session.rollback()
    token, lighter = may_write.set(True), only_counts.set(True)
    try:
        for kind, payloads in batches.items():
            try:
                _writers[kind](payloads)
                db.session.commit()
                done += len(payloads)
            except Exception:
                db.session.rollback()
                log.exception("could not write %d of %s", len(payloads), kind)
    finally:
        only_counts.reset(lighter)
        may_write.reset(token)
    return done


def _ensure_thread(app: Flask) -> None:
    if app.extensions.get("afterwards_process") == os.getpid():
        return
    with _start_lock:
        if app.extensions.get("afterwards_process") == os.getpid():
            return
        app.extensions["afterwards_process"] = os.getpid()  # a forked worker needs a thread of its own
        threading.Thread(target=_run, args=(app,), daemon=True, name="afterwards").start()
        atexit.register(_last, app)


def _run(app: Flask) -> None:
    while True:
        _wake.wait(EVERY_SECONDS)
        _last(app)


def _last(app: Flask) -> None:
    if _queue_of(app):
        with app.app_context():
            flush()
