"""The one place that turns errors into pages, and into problem documents for the API. None of them needs the database; each
says what can be done now, and what somebody typed is on the page again."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable
from datetime import timedelta
from sqlite3 import SQLITE_CORRUPT, SQLITE_FULL, SQLITE_NOTADB
from typing import Any

from flask import Flask, Response, current_app, g, make_response, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from forum.core import clock, forms, too_large
from forum.core.db import db
from forum.core.errors import AskwellError, Moved, SignInNeeded, TooMany
from forum.core.pages import is_api, problem, wants_block

_NUMBERED = re.compile(r"\d+(-|$)")
#: Letters as a machine throws them: many, with capitals in the middle again and again.
_SECRET = re.compile(r"(?=.{20})([\w.-]*?[a-z0-9][A-Z]){2}", re.ASCII)
_WORDS_OF_NUMBER = re.compile(r"(?<=/)(\d+)-[^/]*")
FULL = (errno.ENOSPC, errno.EDQUOT)
#: SQLSTATEs of PostgreSQL: its disk is full; operator intervention and errors of the system; it can only be read.
DISK_FULL, ILL_STATES, READ_ONLY = "53100", ("57", "58"), "25006"
WORDS_MAX = 100  # characters of an address that leads nowhere, put into the search box
SENTENCE_MIN = 20  # characters from which on a field without a space may be somebody's words too


def set_up(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(AskwellError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(DBAPIError, _unexpected_of_database)
    app.register_error_handler(OSError, _disk_error)
    app.register_error_handler(Exception, _unexpected)


_TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not valid",
    429: "Too many requests",
    500: "Internal error",
    503: "Not available",
    507: "No room left",
}


def error_page(status: int, sentence: str = "", **details: Any) -> AnyResponse:
    """The page (or problem document) of an error. Needs no database."""
    sentence = sentence or _default_sentence(status)
    if is_api():
        response: Response = problem(status, _TITLES.get(status, "Error"), sentence, **details)
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                code=status,
                sentence=sentence,
                details=details,
                heading=_heading(status),
                query=_words_of(request.path) if status == 404 else "",
                back=_way_back(),
            ),
            status,
        )
    response.headers["Cache-Control"] = "no-store"
    return response


def _heading(status: int) -> str:
    headings: dict[int, str] = {
        403: _("Not open to you"),
        404: _("Page not found"),
        413: _("Too large"),
        429: _("A short pause, please"),
        503: _("Not available right now"),
        507: _("Not available right now"),
    }
    return headings.get(status, "")


def _way_back() -> str:
    """Where somebody who signs in now is led: what was asked for, without the words of a numbered address. They may be the title
    of what was hidden, which this page tells nobody."""
    return _WORDS_OF_NUMBER.sub(r"\1", request.path) if request.method == "GET" else "/"


def _words_of(path: str) -> str:
    """What somebody looked for at an address that leads nowhere ("/help/lost-parcel"): words to search with.

    Nothing of a numbered address ("/questions/12-..."): its words may be the title of what was hidden. Nothing of a secret
    ("/reset/B9xKDqc..."): it is no word, and searches are kept.
    """
    last = path.rpartition("/")[2]
    if _NUMBERED.match(last) or _SECRET.match(last):
        return ""
    words = [word for word in re.split(r"[\W_]+", last or path) if not word.isdigit()]
    return " ".join(word for word in words if len(word) < 40)[:WORDS_MAX].strip()


def _default_sentence(status: int) -> str:
    sentences: dict[int, str] = {
        400: _("This request could not be understood."),
        401: _("Please sign in first."),
        403: _("You may not do this."),
        404: _("There is nothing here, or it is not for you to see."),
        405: _("This address does not do that."),
        409: _("Somebody changed this meanwhile."),
        413: _("At most %(size)s can be sent at once.", size=too_large.most()),
        415: _("Send this as JSON, with the header Content-Type: application/json."),
        422: _("Some of it could not be used."),
        429: _("That was too often. Please wait a moment."),
        503: _("This is not available right now. Please try again in a moment."),
    }
    return sentences.get(status) or str(_("Something went wrong on our side. It has been noted."))


def _domain_error(error: AskwellError) -> AnyResponse:
    if isinstance(error, SignInNeeded) and not is_api():
        return forms.to_sign_in()
    if isinstance(error, Moved) and request.method in ("GET", "HEAD") and not is_api():
        return redirect(error.to, 301)
    own = isinstance(error, forms.BadToken) and not isinstance(error, forms.Foreign)
    if own and not is_api() and not wants_block():
        fields = forms.sent()
        if any(len(v) > 1 for k, v in fields if k != "form_key"):
            sentence = _("%(why)s Nothing is lost: send it again.", why=_(error.message))
            return forms.show_kept(request.full_path.rstrip("?"), fields, sentence, 400)
    more: dict[str, Any] = {}
    if isinstance(error, TooMany):
        more["seconds"] = error.seconds
        more["again_at"] = clock.now() + timedelta(seconds=error.seconds)
    errors = getattr(error, "errors", None)
    if errors:
        more["errors"] = {name: _(sentence) for name, sentence in errors.items()}
    if isinstance(error, TooMany) and request.method == "POST" and not is_api():
        more["fields"] = forms.sent()
    elif error.status in (403, 409):
        more |= _typed()
    if is_api():
        more.pop("fields", None)
        more.pop("again_at", None)
    # Actions know no language: their sentences are marked with `N_` and looked up here.
    response = error_page(error.status, _(error.message) if error.message else "", **more)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _http_error(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = error_page(error.code, **_typed(too_large.words) if error.code == 413 else {})
    if error.code == 405:
        for name, value in error.get_headers():
            if name == "Allow":
                response.headers["Allow"] = value
    return response


def _stale(error: StaleDataError) -> AnyResponse:
    return error_page(409, **_typed())


def _database_error(error: DBAPIError) -> AnyResponse:
    """It is away, full, broken or can only be read: reading goes on where it can, and nothing typed is lost."""
    current_app.logger.error("database", exc_info=error)
    db.session.rollback()
    g.without_database = True
    return _not_kept(507 if _no_room(error.orig) else 503)


def _unexpected_of_database(error: DBAPIError) -> AnyResponse:
    """What is wrong with the database's machine is told as such; what is wrong with our statement is our fault."""
    ill = isinstance(error, OperationalError) or error.connection_invalidated
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if ill or state[:2] in ILL_STATES or state == READ_ONLY or _is_broken_file(error):
        return _database_error(error)
    return _unexpected(error)


def _is_broken_file(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in (SQLITE_CORRUPT, SQLITE_NOTADB)


def _disk_error(error: OSError) -> AnyResponse:
    if error.errno not in (*FULL, errno.EROFS, errno.EIO):
        return _unexpected(error)
    current_app.logger.error("disk", exc_info=error)
    db.session.rollback()
    return _not_kept(507 if error.errno in FULL else 503)


def _no_room(error: object) -> bool:
    """Does the database say that its disk is full? (SQLITE_FULL; SQLSTATE 53100.)"""
    return getattr(error, "sqlite_errorcode", 0) == SQLITE_FULL or getattr(error, "sqlstate", "") == DISK_FULL


def _not_kept(status: int) -> AnyResponse:
    """The page with all that was typed, to be copied or sent again."""
    fields = _plain()
    sentence = _("We could not save or read right now. Please try again in a moment.")
    return error_page(status, sentence, **({} if is_api() else {"fields": fields}))


def _plain() -> list[list[str]]:
    """What was typed, asking no database."""
    try:
        sent = request.form
    except HTTPException:  # no form that can be read
        return []
    return [[k, v] for k, v in sent.items(multi=True) if k not in forms.SECRET_FIELDS]


def _typed(fields: Callable[[], list[list[str]]] = _plain) -> dict[str, Any]:
    """What was typed, where there are words among it: a button that was pressed needs no copying."""
    if request.method != "POST" or is_api():
        return {}
    sent = fields()
    return {"fields": sent} if any(_says_something(v) for k, v in sent if k != "form_key") else {}


def _says_something(value: str) -> bool:
    return " " in value or len(value) >= SENTENCE_MIN or (len(value) > 1 and not value.isascii())


def _unexpected(error: Exception) -> AnyResponse:
    if current_app.config.get("PROPAGATE_ERRORS"):
        raise error
    current_app.logger.exception("unexpected error, request %s", g.get("request_id", "-"))
    db.session.rollback()
    return error_page(500, **_typed())
