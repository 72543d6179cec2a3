"""Logs: one JSON line an event, with the request it belongs to, and no text of anybody.

The name of a request goes along into the jobs that it wanted, so that one word finds page, job and mail. Addresses are
logged as rules ("/reset/<secret>"), errors as their kinds and places: what an error says may be somebody's words.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import g, has_request_context, request
from sqlalchemy.exc import OperationalError

FRAMES_MAX = 30  # of one error, the innermost


def _request(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    from forum.core import jobs

    if has_request_context():
        event["request"] = g.get("request_id", "-")
        event["path"] = request.url_rule.rule if request.url_rule else "(no address of ours)"
        return event
    kind, requests = jobs.doing.get()
    if kind:
        event["job"] = kind
        event["request"] = " ".join(requests[:5]) or "-"
    return event


def _error(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Kinds and places of an error and of those that led to it, without what they say."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given if isinstance(given, BaseException) else given[1] if given else None
    seen: list[str] = []
    while error is not None and len(seen) < 5:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        seen.append("\n".join([kind_of(error), *places]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if seen:
        event["exception"] = "\nbecause of\n".join(seen)
    return event


def kind_of(error: BaseException) -> str:
    """Its class, and what says no words of anybody: the number of an error of the system, what SQLite says of its file."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    if isinstance(error, OperationalError) and type(error.orig).__module__ == "sqlite3":
        return f"{name}: {error.orig}"
    return name


def set_up(level: str) -> None:
    """Send the standard library's logging through structlog's JSON renderer, to stderr."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _request,
            _error,
        ],
        processor=structlog.processors.JSONRenderer(ensure_ascii=False),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "askwell", False)]:
        root.removeHandler(old)
    handler.askwell = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(level.upper())
    logging.getLogger("alembic").setLevel(logging.WARNING)
