"""Accounts elsewhere that a person signs in with: connected after a proof, shown, and given up."""

from __future__ import annotations

import time
from typing import Any, cast

import sqlalchemy as sa
from flask import g, redirect, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.accounts.federated import actions, flow, queries
from forum.accounts.federated.fetching import NotAvailable
from forum.accounts.federated.models import SignInProvider
from forum.accounts.federated.views.coming import WAITS, WAITS_SECONDS, not_now, with_cookie
from forum.accounts.federated.views.leaving import leave
from forum.accounts.models import Person, SignInSession
from forum.accounts.second.views import is_me
from forum.accounts.views import bp
from forum.core import pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.db import db
from forum.core.errors import Conflict, NotFound
from forum.core.i18n import current_language


def _me() -> Person:
    return cast(Person, viewer())


def _waiting() -> tuple[SignInProvider, dict[str, Any]] | None:
    """The account elsewhere that somebody came with in this browser, and its provider."""
    said = session.get(WAITS) or {}
    if time.time() - said.get("at", 0) > WAITS_SECONDS:
        return None
    provider = db.session.get(SignInProvider, said["provider"])
    if provider is None or provider.enabled_at is None or provider.issuer != said["issuer"]:
        return None
    return provider, said


@bp.get("/sign-in/waiting")
@public
def waiting() -> Response:
    """Is there an account here? For a guest how to show that; for who is signed in whether to connect the two."""
    found = _waiting()
    if found is None:
        return redirect(
            url_for("accounts.my_account" if current_user.is_authenticated else "accounts.sign_in"), 303
        )
    return _page(*found)


def _page(provider: SignInProvider, said: dict[str, Any], status: int = 200, error: str = "") -> Response:
    return pages.answer(
        "accounts/federated/waiting.html",
        provider=provider,
        said=said,
        proved=current_user.is_authenticated and _signed_in_since(said["at"]),
        error=error,
        status=status,
    )


def _signed_in_since(at: int) -> bool:
    """Did she prove herself in this browser after she came from there? Then she need not type her password again."""
    since = db.session.scalar(sa.select(SignInSession.created_at).where(SignInSession.id == g.session_id))
    return since is not None and since.timestamp() >= at


@bp.post("/sign-in/waiting")
@signed_in
def connect_waiting() -> Response:
    """Yes, both are mine."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    found = _waiting()
    if found is None:
        return redirect(url_for("accounts.my_account"), 303)
    provider, said = found
    if not _signed_in_since(said["at"]) and not is_me():
        return _page(provider, said, 422, _("This is not your password."))
    session.pop(WAITS, None)
    return connected(provider, said["issuer"], said["subject"], said["shown_as"], _me())


def connected(provider: SignInProvider, issuer: str, subject: str, shown_as: str, by: Any) -> Response:
    """Connect them, and say so; or that it is somebody else's."""
    try:
        actions.connect(provider, issuer, subject, shown_as, by=by)
    except Conflict:
        from flask import flash

        flash(_("That account of %(name)s belongs to somebody else here.", name=provider.name), "warning")
        return redirect(url_for("accounts.my_account", _anchor="elsewhere"), 303)
    done = _("You can sign in with %(name)s from now on.", name=provider.name)
    return pages.done(done, url_for("accounts.my_account", _anchor="elsewhere"))


@bp.post("/my/account/elsewhere/<slug>")
@signed_in
def connect(slug: str) -> Response:
    """On to the provider, to connect an account there with this one."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    provider = queries.by_slug(slug)
    if not is_me():
        from forum.accounts.views.my_account import page

        return page(elsewhere_error=_("This is not your password."), status=422)
    db.session.commit()  # nothing is pending; lets go of the database while asking
    try:
        url, carried = flow.begin(provider, current_language(), next="", connects=g.session_ref)
    except NotAvailable:
        return not_now(provider)
    title = _("On to %(name)s", name=provider.name)
    answer = leave(url, provider.name, title, _("Sign in there, and come back here."))
    with_cookie(answer, carried)
    return answer


@bp.post("/my/account/elsewhere/<int:identity_id>/removal")
@signed_in
def disconnect(identity_id: int) -> Response:
    """Not with that account any more."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    if not is_me():
        from forum.accounts.views.my_account import page

        return page(elsewhere_error=_("This is not your password."), status=422)
    try:
        actions.disconnect(identity_id, by=_me(), this_session=g.session_id)
    except NotFound:
        raise
    done = _("That account does not sign you in any more.")
    return pages.done(done, url_for("accounts.my_account", _anchor="elsewhere"))
