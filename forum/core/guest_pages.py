"""Whole pages kept for guests, in each process.

Readers outnumber askers by thousands, and a guest's page depends on nothing but the address, the language and
the content. So it is kept until the content stamp grows (`forum.core.freshness`: the same commit that hides a
text also ends every kept page) or a few seconds have passed (counts and clocks). Whoever sends a session
cookie never gets a kept page, and never fills one.

A page that depends on more than that, or says something of its own each time (the id of a search), says how with
`may_keep_while`.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from flask import Flask, Response, current_app, g, get_flashed_messages, request, session
from flask_babel import get_locale

from forum.core import compression, freshness

View = TypeVar("View", bound=Callable[..., Any])

SECONDS = freshness.KEPT_SECONDS  # how old a count or a clock on a guest's page may be
COUNTS_SECONDS = 0.5  # how long hits and help may stay unseen where results are put in order by them
MAX_BYTES = 48 * 1024 * 1024  # of each process
_IGNORED = {"s"}  # parameters that change nothing on the page (which search led here)


class State(NamedTuple):
    """What a page stands on besides content. When `counts` moved, it is kept for `COUNTS_SECONDS` at most."""

    firm: Hashable
    counts: Hashable = None


@dataclass(frozen=True, slots=True)
class While:
    """How a view's page is kept: `state()` now (None: not this one), `again(body, memo)` makes it anew from a kept one."""

    state: Callable[[], State | None]
    again: Callable[[bytes, Any], bytes] | None = None


class _Page(NamedTuple):
    stamp: int
    state: State
    made: float
    body: bytes
    content_type: str
    memo: Any
    packed: bytes = b""  # the same in gzip, from the second reader on who takes it

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return len(self.body) + len(self.packed)

    def holds(self, stamp: int, state: State) -> bool:
        age = time.monotonic() - self.made
        if self.stamp != stamp or self.state.firm != state.firm:
            return False
        return age < (SECONDS if self.state.counts == state.counts else COUNTS_SECONDS)


_kept: OrderedDict[tuple[Any, ...], _Page] = OrderedDict()
_size = 0
_lock = threading.Lock()
_cookie = "askwell_session"


def may_keep(view: Any) -> Any:
    """Mark a public GET view whose page for guests may be kept."""
    view.kept_for_guests = While(lambda: State(None))
    return view


def may_keep_while(
    state: Callable[[], State | None], again: Callable[[bytes, Any], bytes]
) -> Callable[[View], View]:
    """Mark a public GET view whose page stands on more than content; see `While` and `remember`."""

    def mark(view: View) -> View:
        view.kept_for_guests = While(state, again)  # type: ignore[attr-defined]
        return view

    return mark


def remember(memo: Any) -> None:
    """Say, in such a view, what `again` will need to make this page anew."""
    g.guest_page_memo = memo


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


def size() -> int:
    """Bytes of all kept pages of this process."""
    return _size


def _how() -> While | None:
    view = current_app.view_functions.get(request.endpoint or "")
    how: While | None = getattr(view, "kept_for_guests", None)
    return how if current_app.config["SETTINGS"].keep_guest_pages else None


def _key() -> tuple[Any, ...] | None:
    if (
        request.method not in ("GET", "HEAD")
        or _cookie in request.cookies
        or "Authorization" in request.headers
    ):
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
    how = _how()
    key = _key() if how is not None else None
    if how is None or key is None:
        return None
    # First, so that what the view reads afterwards is never older than what the page is kept by.
    stamp = freshness.current()
    state = how.state()
    if state is None:
        return None
    g.guest_page_key, g.guest_page_stamp, g.guest_page_state = key, stamp, state
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None or not found.holds(stamp, state):
        return None
    g.guest_page_served = True
    body = found.body if how.again is None else how.again(found.body, found.memo)
    response = Response(body, content_type=found.content_type)
    response.headers["X-Kept"] = "1"
    if how.again is None and compression.may_pack(response):
        compression.set_packed(response, found.packed or _pack(key, found))
    return response


def _pack(key: tuple[Any, ...], page: _Page) -> bytes:
    """Keep it packed as well."""
    global _size
    packed = compression.pack(page.body)
    with _lock:
        if _kept.get(key) is page:
            _kept[key] = page._replace(packed=packed)
            _size += len(packed)
            _let_go()
    return packed


def _let_go() -> None:
    """Forget the pages that were asked for longest ago, until the others fit. Called with the lock."""
    global _size
    while _size > MAX_BYTES:
        _, old = _kept.popitem(last=False)
        _size -= old.bytes


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
    body, memo = response.get_data(), g.get("guest_page_memo")
    page = _Page(
        g.guest_page_stamp, g.guest_page_state, time.monotonic(), body, response.content_type or "", memo
    )
    how = _how()
    if how is None or (how.again is not None and memo is None):
        return response
    with _lock:
        before = _kept.pop(key, None)
        if before is not None:
            _size -= before.bytes
        _kept[key] = page
        _size += len(body)
        _let_go()
    return response
