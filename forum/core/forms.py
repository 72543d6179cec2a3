"""Forms: the token against forged ones, the one-time key against doubled ones, and nothing typed is ever lost.

The token is signed and bound to the session; a guest's is bound to nobody, since a forged form could only do as
a guest what anybody can do anyhow. So guests need no cookie, and their pages can be kept. Forms posted from
another site are refused by the browser's own word (Sec-Fetch-Site, Origin) before that.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response as AnyResponse

from forum.core import addresses, clock
from forum.core.access import public
from forum.core.db import Base, db, may_write
from forum.core.errors import AskwellError, NotFound
from forum.core.form_signs import fields as signs
from forum.core.form_signs import suspicion as suspicion
from forum.core.text import clean, clean_line

TOKEN_HOURS = (
    12  # a form left open over a working day still goes through; a longer one is shown again, filled
)
GUEST_TOKEN_SECONDS = 60  # so much of its hours a guest's token may have behind it when it is shown
KEPT_HOURS = 48  # what somebody typed while signed out waits this long
FIELD = "csrf_token"
MAX_CHARS = 200_000  # of one kept form
SECRET_FIELDS = {"password", "new_password", "password_again", FIELD}

bp = Blueprint("forms", __name__)


class BadToken(AskwellError):
    """The form is too old, or from another session."""

    status = 400


class Foreign(BadToken):
    """The form came from another site: what it held is not offered to be sent again."""


class KeptForm(Base):
    """What somebody sent when it could not be taken (signed out meanwhile, page too old)."""

    __tablename__ = "kept_form"
    key: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str]
    fields: Mapped[list[Any]]
    kept_at: Mapped[datetime] = mapped_column(index=True)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="form")


def token() -> str:
    """A token for the session of this request."""
    if "form_token" not in g:
        bound_to = g.get("session_ref")
        g.form_token = _signer().dumps(bound_to) if bound_to else _guest_token()
    return str(g.form_token)


_guests: tuple[str, float, str] = ("", 0.0, "")


def _guest_token() -> str:
    """The same for all guests, signed once in a while: it is bound to nobody."""
    global _guests
    key, now = current_app.config["SECRET_KEY"], time.time()
    if _guests[0] != key or not 0 <= now - _guests[1] < GUEST_TOKEN_SECONDS:
        _guests = (key, now, str(_signer().dumps("guest")))
    return _guests[2]


def csrf_field() -> Markup:
    """The hidden input that every post form carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token())


def form_key_field() -> Markup:
    """The hidden inputs of a form that posts: a key that makes it count once (the same twice gives the first result
    again), and what `suspicion` reads afterwards."""
    key = request.form.get("form_key") or secrets.token_urlsafe(16)
    return Markup('<input type="hidden" name="form_key" value="{}">').format(key) + signs()


def text(name: str, limit: int | None = None) -> str:
    """A field's text of several lines, cleaned (see `forum.core.text`). `limit` cuts silently: validate before."""
    value = clean(request.form.get(name, ""))
    return value if limit is None else value[:limit]


def line(name: str) -> str:
    """A field's text on one line, cleaned."""
    return clean_line(request.form.get(name, ""))


def protect() -> None:
    """Refuse forged forms. Raises `BadToken`. Runs before every unsafe request but token-bearing API calls."""
    if request.method in ("GET", "HEAD", "OPTIONS") or g.get("api_token"):
        return
    if request.routing_exception is not None:
        return  # no view will run: 404 and 405 say more than a word about tokens
    if getattr(current_app.view_functions.get(request.endpoint or ""), "signed_address", False):
        return
    if from_elsewhere():
        raise Foreign(_("This form came from another site."))
    given = request.form.get(FIELD) or request.headers.get("X-CSRF-Token", "")
    try:
        bound_to = _signer().loads(given, max_age=TOKEN_HOURS * 3600)
    except BadSignature:
        raise BadToken(_("This page had been open for too long.")) from None
    if bound_to != (g.get("session_ref") or "guest"):
        raise BadToken(_("You signed in or out since this page was opened."))


def from_elsewhere() -> bool:
    """Whether the browser itself says that another site made this request.

    "null" is the origin of sandboxed frames and of whatever hides where it comes from; a browser that tells nothing else
    is not believed. One that tells neither is believed: the token is what then stands in the way.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None and site not in ("same-origin", "none"):
        return True
    if origin is None:
        return False
    if origin == "null":
        return site is None
    return addresses.split(origin).netloc != request.host


_also: list[Callable[[], list[list[str]]]] = []


def keeps_also(more: Callable[[], list[list[str]]]) -> None:
    """Register what else to keep with the fields of a request: `more()` gives [name, value] pairs (files by a key)."""
    if more not in _also:
        _also.append(more)


def sent() -> list[list[str]]:
    """What this request sent, without secrets: enough to send it once more."""
    fields = [[k, v] for k, v in request.form.items(multi=True) if k not in SECRET_FIELDS]
    return fields + [pair for more in _also for pair in more()]


def keep(also: Mapping[str, str] | None = None) -> str | None:
    """Keep what this request sent, committed, and return its key; None when there is nothing worth keeping.

    `also`: fields that only this request can tell, for when it is sent again.
    """
    fields = sent() + [[k, v] for k, v in (also or {}).items()]
    return keep_for(request.full_path.rstrip("?"), fields)


def keep_for(path: str, fields: list[list[str]]) -> str | None:
    """Keep [name, value] pairs for the form of ours at `path`, as `keep` does: for words typed in another form than that."""
    if (
        not any(len(v) > 1 for k, v in fields if k != "form_key")
        or sum(len(v) for _k, v in fields) > MAX_CHARS
    ):
        return None
    if not _is_form_of_ours(path):
        return None
    key = secrets.token_urlsafe(24)
    db.session.rollback()
    may_write.set(True)
    db.session.add(KeptForm(key=key, path=path, fields=fields, kept_at=clock.now()))
    db.session.commit()
    return key


def _is_form_of_ours(path: str) -> bool:
    return path.startswith("/") and not path.startswith(("//", "/api/", "/sign-", "/kept/"))


def show_kept(path: str, fields: list[Any], sentence: str, status: int) -> Response:
    """The page that shows what was typed, ready to be sent with one press."""
    page = render_template("forms/kept.html", path=path, fields=fields, sentence=sentence)
    return make_response(page, status)


@bp.get("/kept/<key>")
@public
def kept(key: str) -> Response:
    """What was typed before signing in; whoever has the key (it is in nobody else's hands) may send it now."""
    row = db.session.get(KeptForm, key)
    if row is None or clock.now() - row.kept_at > timedelta(hours=KEPT_HOURS):
        raise NotFound()
    return show_kept(row.path, row.fields, _("Here is what you wrote. Send it when you are ready."), 200)


def to_sign_in() -> AnyResponse:
    """Send somebody who must sign in there, and afterwards back to what they were doing, text included."""
    if request.method in ("GET", "HEAD"):
        next_url = request.full_path.rstrip("?")
    else:
        key = keep()
        next_url = url_for("forms.kept", key=key) if key else (local_path(request.referrer) or "/")
    target = url_for("accounts.sign_in", next=next_url)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target, 303)


def local_path(address: str | None) -> str | None:
    """The path of an address on this site, or None: the only thing that `next=` may lead to."""
    if not address:
        return None
    parts = addresses.split(address.strip())
    if parts.netloc and parts.netloc != request.host:
        return None
    if parts.scheme not in ("", "http", "https") or (parts.scheme and not parts.netloc):
        return None
    path = parts.path
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(c) < 33 for c in path):
        return None
    return path + (f"?{parts.query}" if parts.query else "")


def forget_old() -> int:
    """Delete kept forms that nobody came back for."""
    before = clock.now() - timedelta(hours=KEPT_HOURS)
    return int(db.session.execute(sa.delete(KeptForm).where(KeptForm.kept_at < before)).rowcount)  # type: ignore[attr-defined]
