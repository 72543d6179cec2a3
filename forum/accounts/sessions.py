"""Who is signed in where: Flask's session kept as a row that can be listed and ended.

The cookie holds 256 random bits, the row their SHA-256. A guest gets a row (and a cookie) only when there is
something to remember, such as a message for the next page; a reader's requests never write.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask, Request, Response, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, login_user, logout_user
from sqlalchemy.exc import OperationalError

from forum.accounts.models import Person, SignInSession
from forum.core import afterwards, clock
from forum.core.db import db, may_write
from forum.core.roles import GUEST

COOKIE = "askwell_session"
IDLE_DAYS = 30  # a browser nobody comes back with is signed out
ABSOLUTE_DAYS = 90  # and every browser proves the password again four times a year
SEEN_EVERY_MINUTES = 5  # how exact "last seen" is; each step costs one write
BROWSER_MAX_CHARS = 300
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
# Flask-Login's own entries: the row says who is signed in, nothing else does.
_NOT_STORED = {"_user_id", "_fresh", "_id", "_remember", "_remember_seconds"}


@dataclass(slots=True)
class _Row:
    """What the request's row says."""

    id: int
    person_id: int | None
    data: dict[str, Any]


class RowSession(dict[str, Any], SessionMixin):
    """Flask's session of one request. `row`: where it came from, None while nothing is stored."""

    def __init__(self, data: dict[str, Any] | None = None, row: _Row | None = None) -> None:
        super().__init__(data or {})
        self.row = row
        self.next_key: str | None = None  # chosen at sign-in: the cookie's value from now on
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
        g.pop("_login_user", None)
        g.pop("form_token", None)
        key = request.cookies.get(COOKIE)
        opened = RowSession()
        opened.ignored = request.path.startswith((f"{app.static_url_path}/", "/api/"))
        if not key or opened.ignored:
            return opened
        found = None
        try:
            found = _find(key, request.method)
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
                _write(_update_or_drop(row, data, keep))
            if not keep:
                self._forget_cookie(app, response)
        elif keep:
            key = session.next_key or new_key()
            _write(_end(row), _insert(key, int(user_id) if user_id else None, data, _browser()))
            self._send_cookie(app, response, key, lasting=user_id is not None)
        elif row is not None:
            _write(_end(row))
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


def sign_in(person: Person) -> None:
    """Sign `person` in on this browser, under a new key: one that was known before is worth nothing after."""
    login_user(person)
    opened = cast(RowSession, session._get_current_object())  # type: ignore[attr-defined]
    opened.next_key = new_key()
    g.session_ref = _reference(opened.next_key)
    g.session_person = person
    g.person_language = person.language
    g.pop("form_token", None)


def sign_out() -> None:
    """Sign this browser out; its row ends when the answer is sent."""
    logout_user()
    g.session_ref = g.session_person = None
    g.pop("form_token", None)


def start_for(person_id: int, browser: str = "") -> str:
    """Make a session for a person without a request, committed. Returns the cookie's value."""
    key = new_key()
    db.session.execute(_insert(key, person_id, {}, browser))
    db.session.commit()
    return key


def new_key() -> str:
    """A new value for the cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def forget_old() -> int:
    """Delete sessions that ended, or that nobody may use any more."""
    now = clock.now()
    gone = sa.or_(
        SignInSession.ended_at.is_not(None),
        SignInSession.seen_at < now - timedelta(days=IDLE_DAYS),
        SignInSession.created_at < now - timedelta(days=ABSOLUTE_DAYS),
    )
    return int(db.session.execute(sa.delete(SignInSession).where(gone)).rowcount)  # type: ignore[attr-defined]


def _find(key: str, method: str) -> tuple[_Row, Person | None] | None:
    now = clock.now()
    s = SignInSession
    # Read without SQLite's write lock: the form that follows may still be on its way over a slow line.
    may_write.set(False)
    found = db.session.execute(
        sa.select(s.id, s.person_id, s.data, s.seen_at, Person)
        .join(Person, Person.id == s.person_id, isouter=True)
        .where(
            s.key_hash == _hash(key),
            s.ended_at.is_(None),
            s.seen_at > now - timedelta(days=IDLE_DAYS),
            s.created_at > now - timedelta(days=ABSOLUTE_DAYS),
        )
    ).first()
    if method not in _SAFE_METHODS:
        db.session.commit()  # not rollback: that would make the person be read again
        may_write.set(True)
    if found is None:
        return None
    ident, person_id, data, seen_at, person = found
    if person is not None and not person.is_active:
        return None
    if now - seen_at > timedelta(minutes=SEEN_EVERY_MINUTES):
        afterwards.later("session seen", (ident, now))
    return _Row(ident, person_id, dict(data or {})), person


@afterwards.writer("session seen")
def _write_seen(payloads: list[Any]) -> None:
    for ident, at in dict(payloads).items():
        db.session.execute(sa.update(SignInSession).where(SignInSession.id == ident).values(seen_at=at))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _reference(key: str) -> str:
    """What form tokens are bound to: follows from the key, leads back to nothing."""
    return hashlib.sha256(b"form:" + key.encode()).hexdigest()[:32]


def _browser() -> str:
    return request.headers.get("User-Agent", "")[:BROWSER_MAX_CHARS]


def _secure(app: Flask) -> bool:
    return request.is_secure or app.config["SETTINGS"].base_url.startswith("https://")


def _insert(key: str, person_id: int | None, data: dict[str, Any], browser: str) -> sa.Insert:
    now = clock.now()
    return sa.insert(SignInSession).values(
        key_hash=_hash(key), person_id=person_id, data=data, browser=browser, created_at=now, seen_at=now
    )


def _update_or_drop(row: _Row, data: dict[str, Any], keep: bool) -> Any:
    mine = SignInSession.id == row.id
    if not keep:
        return sa.delete(SignInSession).where(mine)
    return sa.update(SignInSession).where(mine).values(data=data)


def _end(row: _Row | None) -> Any:
    return None if row is None else sa.delete(SignInSession).where(SignInSession.id == row.id)


def _write(*statements: Any) -> None:
    db.session.rollback()
    token = may_write.set(True)
    try:
        for statement in statements:
            if statement is not None:
                db.session.execute(statement)
        db.session.commit()
    finally:
        may_write.reset(token)
