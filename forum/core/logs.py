"""Logs: one JSON line an event, with the request it belongs to, and no text of anybody."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import g, has_request_context, request


def _request(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if has_request_context():
        event["request"] = g.get("request_id", "-")
        event["path"] = request.path
    return event


def set_up(level: str) -> None:
    """Send the standard library's logging through structlog's JSON renderer, to stderr."""
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _request,
            structlog.processors.format_exc_info,
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
