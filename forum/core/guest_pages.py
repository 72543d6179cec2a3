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
    """What a page stands on besides content. When `counts` moved, and not only elsewhere (`While.elsewhere`), it is kept for
    `COUNTS_SECONDS` at most."""

    firm: Hashable
    counts: Hashable = None


@dataclass(frozen=True, slots=True)
class While:
    """How a view's page is kept: `state()` now (None: not this one).

    `again(memo)` makes a kept page anew for somebody else: the word that stands in it (at one place or more), and the one
    of the same length to stand there now. `elsewhere(counts, memo)`: did all that moved since `counts` move where this page
    shows nothing of it? `seconds`: how old a clock on it may be.
    """

    state: Callable[[], State | None]
    again: Callable[[Any], tuple[bytes, bytes]] | None = None
    elsewhere: Callable[[Any, Any], bool] = lambda _counts, _memo: False
    seconds: float = SECONDS


class _Page(NamedTuple):
    stamp: int
    state: State
    made: float
    body: bytes
    content_type: str
    memo: Any
    packed: compression.Packed | None = None  # the same in gzip, from the second reader on who takes it

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return len(self.body) + (self.packed.size if self.packed else 0)

    def holds(self, stamp: int, state: State, how: While) -> bool:
        age = time.monotonic() - self.made
        if self.stamp != stamp or self.state.firm != state.firm or age >= how.seconds:
            return False
        return self.state.counts == state.counts or age < COUNTS_SECONDS


_kept: OrderedDict[tuple[Any, ...], _Page] = OrderedDict()
_size = 0
_lock = threading.Lock()
_cookie = "askwell_session"


def may_keep(view: Any) -> Any:
    """Mark a public GET view whose page for guests may be kept."""
    view.kept_for_guests = While(lambda: State(None))
    return view


def may_keep_while(how: While) -> Callable[[View], View]:
    """Mark a public GET view whose page stands on more than content; see `While` and `remember`."""

    def mark(view: View) -> View:
        view.kept_for_guests = how  # type: ignore[attr-defined]
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
    found = _found(key, stamp, state, how)
    if found is None:
        return None
    g.guest_page_served = True
    place, word = how.again(found.memo) if how.again is not None else (b"", b"")
    body = found.body.replace(place, word) if place else found.body
    response = Response(body, content_type=found.content_type)
    response.headers["X-Kept"] = "1"
    if compression.may_pack(response):
        packed = found.packed or _pack(key, found, place)
        compression.set_packed(response, packed.with_word(body, word))
    return response


def _found(key: tuple[Any, ...], stamp: int, state: State, how: While) -> _Page | None:
    """The kept page, if it says what one made now would."""
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
    if found is None:
        return None
    if found.state.counts != state.counts and how.elsewhere(found.state.counts, found.memo):
        # As good as made now: of what follows, only what moves from now on is asked.
        found = _replaced(key, found, state=found.state._replace(counts=state.counts))
    return found if found.holds(stamp, state, how) else None


def _pack(key: tuple[Any, ...], page: _Page, place: bytes) -> compression.Packed:
    """Keep it packed as well."""
    packed = compression.Packed.of(page.body, place)
    _replaced(key, page, packed=packed)
    return packed


def _replaced(key: tuple[Any, ...], page: _Page, **changes: Any) -> _Page:
    """The page with something changed, kept in its place unless another took it meanwhile."""
    global _size
    changed = page._replace(**changes)
    with _lock:
        if _kept.get(key) is page:
            _kept[key] = changed
            _size += changed.bytes - page.bytes
            _let_go()
    return changed


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
