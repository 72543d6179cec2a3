"""Taking one's data away, leaving, and coming back."""

from __future__ import annotations

from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import request, send_file, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import sessions
from forum.accounts.models import Person
from forum.core import pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import ensure
from forum.core.rate_limits import Limit
from forum.privacy import actions, policy, queries
from forum.privacy.blueprint import bp
from forum.privacy.erasing import actions as erasing
from forum.privacy.exporting import actions as exporting

EXPORT = Limit("export", 20, 3600)  # each reads all tables
IN_MEMORY_BYTES = 1024 * 1024
NAME = "my-data.zip"


@bp.post("/my/data/export")
@signed_in
def export() -> AnyResponse:
    """All of it as a file. A POST: no link elsewhere can make somebody fetch it."""
    me = _me()
    rate_limits.spend(EXPORT, me.id)
    asked = _ask_for_proof(url_for("privacy.export"))
    if asked is not None:
        return asked
    if not exporting.is_small(me):
        exporting.ask(me)
        return pages.done(
            _("Your file is being put together. We write to you when it is there."),
            url_for("privacy.my_data"),
        )
    out = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed with the answer
    exporting.make(me, out)
    out.seek(0)
    return _sent(out)


@bp.post("/my/data/export/<int:number>")
@signed_in
def download(number: int) -> AnyResponse:
    """The file that the worker made."""
    me = _me()
    rate_limits.spend(EXPORT, me.id)
    path = exporting.ready(number, me)
    asked = _ask_for_proof(url_for("privacy.download", number=number))
    if asked is not None:
        return asked
    return _sent(path)


@bp.get("/my/data/erasure")
@signed_in
def confirm_erasure() -> AnyResponse:
    """Are you sure?"""
    return _erasure_page()


@bp.post("/my/data/erasure")
@signed_in
def erase() -> AnyResponse:
    """Leave: the account is shut now, and erased when its time of grace is over."""
    me = _me()
    ensure(not policy.why_not_erase(me, queries.other_admins(me.id)))
    errors = _not_proven(me)
    if errors:
        return _erasure_page(errors)
    at_once = request.form.get("when") == "now"
    asked = erasing.ask(me, "go" if request.form.get("posts") == "go" else "stay", at_once)
    sessions.sign_out()
    if at_once:
        return pages.done(
            _("Your account is closed and is being erased now. We write to you when it is done."),
            url_for("home.show"),
        )
    return pages.done(
        _(
            "Your account is closed and will be erased in %(days)s days. Until then the link in our mail brings it back.",
            days=(asked.due_at - asked.asked_at).days,
        ),
        url_for("home.show"),
    )


@bp.get("/my/data/stay/<secret>")
@public
def confirm_stay(secret: str) -> AnyResponse:
    """Where the mailed link leads: a button, since mail scanners open links."""
    return pages.answer("privacy/stay.html", secret=secret, asked=erasing.leaving(secret))


@bp.post("/my/data/stay/<secret>")
@public
def stay(secret: str) -> AnyResponse:
    """All as it was."""
    erasing.come_back(secret)
    return pages.done(_("Your account is as it was. Sign in to go on."), url_for("accounts.sign_in"))


def _sent(file: Path | IO[bytes]) -> AnyResponse:
    response = send_file(file, "application/zip", as_attachment=True, download_name=NAME, etag=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask_for_proof(action: str) -> AnyResponse | None:
    """A page that asks who she is, where she signed in long ago; None when she did lately, or has just proved it."""
    me = _me()
    row = getattr(session, "row", None)
    if actions.signed_in_recently(row.id if row else None):
        return None
    sent = "password" in request.form or "email" in request.form
    errors = _not_proven(me) if sent else {}
    if sent and not errors:
        return None
    return pages.answer(
        "privacy/prove.html", me=me, action=action, errors=errors, status=422 if errors else 200
    )


def _not_proven(me: Person) -> dict[str, str]:
    rate_limits.spend(rate_limits.SIGN_IN_BY_ACCOUNT, me.email_key or me.id)
    if actions.proves(me, request.form.get("password") or request.form.get("email", "")):
        return {}
    if me.password_hash:
        return {"password": _("This is not your password.")}
    return {"email": _("This is not your e-mail address.")}


def _erasure_page(errors: dict[str, str] | None = None) -> AnyResponse:
    me = _me()
    return pages.answer(
        "privacy/erasure.html",
        me=me,
        why_not=policy.why_not_erase(me, queries.other_admins(me.id)),
        errors=errors or {},
        posts="go" if request.form.get("posts") == "go" else "stay",
        when="now" if request.form.get("when") == "now" else "later",
        days=erasing.GRACE_DAYS,
        status=422 if errors else 200,
    )


def _me() -> Person:
    return cast(Person, viewer())
