"""Whole pages kept for guests, in each process.

Readers outnumber askers by thousands, and a guest's page depends on nothing but the address, the language and
the content. So it is kept until the content stamp grows (`forum.core.freshness`: the same commit that hides a
text also ends every kept page) or a few seconds have passed (counts and clocks). Whoever sends a session
cookie never gets a kept page, and never fills one.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Any

from flask import Flask, Response, g, get_flashed_messages, request, session
from flask_babel import get_locale

from forum.core import freshness

SECONDS = freshness.KEPT_SECONDS  # how old a count or a clock on a guest's page may be
MAX_BYTES = 48 * 1024 * 1024  # of each process
_IGNORED = {"s"}  # parameters that change nothing on the page (which search led here)

_kept: OrderedDict[tuple[Any, ...], tuple[int, float, bytes, str]] = OrderedDict()
_size = 0
_lock = threading.Lock()
_cookie = "askwell_session"


def may_keep(view: Any) -> Any:
    """Mark a public GET view whose page for guests may be kept."""
    view.kept_for_guests = True
    return view


def set_up(app: Flask) -> None:
    """Look before the view, keep after it."""
    app.before_request(_look)
    app.after_request(_keep)


def clear() -> None:
    """Forget all kept pages (tests, benchmarks of rendering)."""
    global _size
    with _lock:
        _kept.clear()
        _size = 0
    freshness.clear()


def _key() -> tuple[Any, ...] | None:
    from flask import current_app

    if (
        request.method not in ("GET", "HEAD")
        or _cookie in request.cookies
        or "Authorization" in request.headers
    ):
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "kept_for_guests", False) or not current_app.config["SETTINGS"].keep_guest_pages:
        return None
    query = tuple(sorted((k, v) for k, v in request.args.items(multi=True) if k not in _IGNORED))
    return (
        request.host,
        request.path,
        query,
        str(get_locale()),
        request.headers.get("HX-Request") == "true",
        request.cookies.get("askwell_theme"),
    )


def _look() -> Response | None:
    key = _key()
    if key is None:
        return None
    g.guest_page_key = key
    g.guest_page_stamp = stamp = freshness.current()
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None or found[0] != stamp or found[1] < time.monotonic():
        return None
    g.guest_page_served = True
    response = Response(found[2], content_type=found[3])
    response.headers["X-Kept"] = "1"
    return response


def _keep(response: Response) -> Response:
    global _size
    key = g.get("guest_page_key")
    if key is None:
        return response
    response.vary.update(("Cookie", "Accept-Language", "HX-Request"))
    if g.get("guest_page_served") or response.status_code != 200 or response.is_streamed:
        return response
    if session or "Set-Cookie" in response.headers or get_flashed_messages():
        return response
    entry = (g.guest_page_stamp, time.monotonic() + SECONDS, response.get_data(), response.content_type or "")
    with _lock:
        before = _kept.pop(key, None)
        if before is not None:
            _size -= len(before[2])
        _kept[key] = entry
        _size += len(entry[2])
        while _size > MAX_BYTES:
            _, old = _kept.popitem(last=False)
            _size -= len(old[2])
    return response
