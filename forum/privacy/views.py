"""Taking one's data away, and leaving."""

from __future__ import annotations

import json
from typing import cast

from flask import Response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import sessions
from forum.accounts.models import Person
from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.rate_limits import Limit
from forum.privacy import actions, policy, queries
from forum.privacy.blueprint import bp

EXPORT = Limit("export", 20, 3600)  # each reads all tables


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


def _me() -> Person:
    return cast(Person, viewer())
