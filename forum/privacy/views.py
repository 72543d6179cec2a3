"""What the site keeps, for everybody to read; and each person's own."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import sessions
from forum.accounts.models import Person
from forum.core import pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.guest_pages import may_keep
from forum.core.personal_data import Kept
from forum.core.rate_limits import Limit
from forum.privacy import actions, policy, queries
from forum.search.recording import HITS_DAYS, SEARCHES_DAYS
from forum.votes.policy import WORDS_DAYS

EXPORT = Limit("export", 20, 3600)  # each reads all tables

bp = Blueprint("privacy", __name__)


@bp.get("/privacy")
@public
@may_keep
def about() -> AnyResponse:
    """What is kept about visitors and about people with an account, and for how long."""
    return pages.answer(
        "privacy/about.html",
        entries=_entries(),
        searches_days=SEARCHES_DAYS,
        hits_days=HITS_DAYS,
        words_days=WORDS_DAYS,
    )


@bp.get("/my/data")
@signed_in
def my_data() -> AnyResponse:
    """What is kept about me: what, why, how long, how much."""
    me = _me()
    return pages.answer("privacy/my_data.html", me=me, entries=_entries(queries.counts(me.id)))


@bp.post("/my/data/export")
@signed_in
def export() -> AnyResponse:
    """All of it as a file. A POST: no link elsewhere can make somebody fetch it."""
    me = _me()
    rate_limits.spend(EXPORT, me.id)
    text = json.dumps(actions.export(by=me), ensure_ascii=False, indent=1)
    return Response(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@bp.get("/my/data/erasure")
@signed_in
def confirm_erasure() -> AnyResponse:
    """Are you sure?"""
    return _erasure_page()


@bp.post("/my/data/erasure")
@signed_in
def erase() -> AnyResponse:
    """Leave: nobody can bring this back."""
    me = _me()
    rate_limits.spend(rate_limits.SIGN_IN_BY_ACCOUNT, me.email_key or me.id)
    if not actions.proves(me, request.form.get("password") or request.form.get("email", "")):
        if me.password_hash:
            return _erasure_page({"password": _("This is not your password.")})
        return _erasure_page({"email": _("This is not your e-mail address.")})
    actions.erase(by=me)
    sessions.sign_out()
    return pages.done(
        _("Your account is erased. What you wrote stays, without your name."), url_for("home.show")
    )


def _erasure_page(errors: dict[str, str] | None = None) -> AnyResponse:
    me = _me()
    return pages.answer(
        "privacy/erasure.html",
        me=me,
        allowed=policy.can_erase_account(me, queries.other_admins(me.id)),
        errors=errors or {},
        status=422 if errors else 200,
    )


def _entries(counts: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """The register in words; with `counts`, what there is of a person."""
    known = queries.kept()
    if counts is not None:  # what there is first
        known.sort(key=lambda entry: counts[entry.table] == 0)
    return [
        {
            "what": _(str(entry.what)),
            "why": _(str(entry.why)),
            "how_long": _how_long(entry),
            "rows": None if counts is None else counts[entry.table],
        }
        for entry in known
    ]


def _how_long(entry: Kept) -> str:
    days = entry.kept_days
    if days is None:
        return _(entry.until) if entry.until else str(_("Kept as long as your account"))
    return str(ngettext("Kept for one day at most", "Kept for %(num)d days at most", days))


def _me() -> Person:
    return cast(Person, viewer())
