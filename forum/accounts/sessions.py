"""Who is signed in where: Flask's session kept as a row that can be listed and ended.

The cookie holds 256 random bits, the row their SHA-256. A guest gets a row (and a cookie) only when there is
something to remember, such as a message for the next page; a reader's requests never write.
"""

from __future__ import annotations

import hashlib
from typing import Any, cast

from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy.exc import OperationalError

from forum.accounts.models import Person
from forum.accounts.session_rows import (
    ABSOLUTE_DAYS,
    Row,
    Through,
    end,
    find,
    forget_old,
    insert,
    new_key,
    rekey,
    start_for,
    update_or_drop,
    write,
)
from forum.core.db import db
from forum.core.roles import GUEST

__all__ = [
    "COOKIE",
    "RowSession",
    "RowSessions",
    "Through",
    "browser_name",
    "forget_old",
    "set_up",
    "sign_in",
    "sign_out",
    "start_for",
]

COOKIE = "askwell_session"
BROWSER_MAX_CHARS = 300
# Flask-Login's own entries: the row says who is signed in, nothing else does.
_NOT_STORED = {"_user_id", "_fresh", "_id", "_remember", "_remember_seconds"}


class RowSession(dict[str, Any], SessionMixin):
    """Flask's session of one request. `row`: where it came from, None while nothing is stored."""

    def __init__(self, data: dict[str, Any] | None = None, row: Row | None = None) -> None:
        super().__init__(data or {})
        self.row = row
        self.next_key: str | None = None  # chosen at sign-in: the cookie's value from now on
        self.through: Through | None = None  # the account elsewhere by which she came
        self.cookie_is_dead = False  # the browser sent a key that opens nothing
        self.ignored = False  # the API (it knows keys, not cookies) or a static file: nothing is read or kept

    def stored(self) -> dict[str, Any]:
        """What the row's `data` should hold."""
        data = {k: v for k, v in self.items() if k not in _NOT_STORED}
        if "_flashes" in data:  # lazy words become words: the row is JSON
            data["_flashes"] = [[category, str(message)] for category, message in data["_flashes"]]
        return data

    @property
    def user_id(self) -> str | None:
        """Who Flask-Login says is signed in."""
        return cast("str | None", self.get("_user_id"))


class RowSessions(SessionInterface):
    """Reads the row and its person in one query; writes after the answer, and only what changed."""

    def open_session(self, app: Flask, request: Request) -> RowSession:
        """The session of the cookie; an empty one for a guest, a dead key or an address that needs none."""
        g.session_ref = g.session_id = g.session_person = g.session_error = g.person_language = None
        g.second_there = False
        g.pop("_login_user", None)
        g.pop("form_token", None)
        key = request.cookies.get(COOKIE)
        opened = RowSession()
        opened.ignored = request.path.startswith((f"{app.static_url_path}/", "/api/"))
        if not key or opened.ignored:
            return opened
        found = None
        try:
            found = find(key, request.method)
        except OperationalError as error:  # told as a page by `raise_if_unreadable`
            db.session.rollback()
            g.session_error = error
            opened.ignored = True
            return opened
        if found is None:
            opened.cookie_is_dead = True
            return opened
        row, person = found
        opened = RowSession(row.data, row)
        g.session_id = row.id
        if person is not None:
            opened["_user_id"] = str(person.id)
            g.session_person = person
            g.second_there = row.second_there
            g.person_language = person.language
            g.session_ref = _reference(key)
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Make the row what the session became, in a transaction of its own, and send the cookie if it changed."""
        assert isinstance(session, RowSession)
        if session.ignored:
            return
        row, user_id = session.row, session.user_id
        was = str(row.person_id) if row is not None and row.person_id is not None else None
        if user_id != was and response.status_code >= 400 and user_id is not None:
            return  # the answer failed and was rolled back: nobody signed in
        data = session.stored()
        keep = user_id is not None or bool(data)
        if row is not None and user_id == was and session.next_key is None:
            if data != row.data:
                write(update_or_drop(row, data, keep))
            if not keep:
                self._forget_cookie(app, response)
        elif keep and row is not None and user_id is not None and user_id == was and session.through is None:
            key = session.next_key or new_key()
            write(rekey(row, key, data))
            self._send_cookie(app, response, key, lasting=True)
        elif keep:
            key = session.next_key or new_key()
            new = insert(key, int(user_id) if user_id else None, data, browser_name(), session.through)
            write(end(row), new)
            self._send_cookie(app, response, key, lasting=user_id is not None)
        elif row is not None:
            write(end(row))
            self._forget_cookie(app, response)
        elif session.cookie_is_dead:
            self._forget_cookie(app, response)

    def _send_cookie(self, app: Flask, response: Response, key: str, lasting: bool) -> None:
        response.set_cookie(
            COOKIE,
            key,
            max_age=ABSOLUTE_DAYS * 86400 if lasting else None,
            httponly=True,
            samesite="Lax",
            secure=_secure(app),
        )
        response.vary.add("Cookie")

    def _forget_cookie(self, app: Flask, response: Response) -> None:
        response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=_secure(app))
        response.vary.add("Cookie")


def set_up(app: Flask) -> None:
    """Make this the site's session, and tell Flask-Login how to find people."""
    app.session_interface = RowSessions()
    login = LoginManager()
    login.session_protection = None  # an address that changes on a train is no theft
    login.anonymous_user = lambda: GUEST
    login.init_app(app, add_context_processor=False)

    @login.user_loader  # type: ignore[untyped-decorator]
    def loaded(user_id: str) -> Person | None:
        person: Person | None = g.get("session_person")
        return person if person is not None and str(person.id) == user_id else None

    @app.before_request
    def raise_if_unreadable() -> None:
        if g.get("session_error") is not None:
            raise g.session_error


def sign_in(person: Person, through: Through | None = None) -> None:
    """Sign `person` in on this browser, under a new key: one that was known before is worth nothing after.

    `through`: the account elsewhere by which she came.
    """
    login_user(person)
    opened = cast(RowSession, session._get_current_object())  # type: ignore[attr-defined]
    opened.next_key, opened.through = new_key(), through
    g.session_ref = _reference(opened.next_key)
    g.session_person = person
    g.person_language = person.language
    g.pop("form_token", None)


def sign_out() -> None:
    """Sign this browser out; its row ends when the answer is sent."""
    logout_user()
    g.session_ref = g.session_person = None
    g.pop("form_token", None)


def _reference(key: str) -> str:
    """What form tokens are bound to: follows from the key, leads back to nothing."""
    return hashlib.sha256(b"form:" + key.encode()).hexdigest()[:32]


def browser_name() -> str:
    """What the browser of this request calls itself."""
    return request.headers.get("User-Agent", "")[:BROWSER_MAX_CHARS]


def _secure(app: Flask) -> bool:
    return request.is_secure or app.config["SETTINGS"].base_url.startswith("https://")
