"""The page where a second proof is set up and given up."""

from __future__ import annotations

from typing import cast

import segno
from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.accounts import passwords
from forum.accounts.models import Person
from forum.accounts.second import actions, codes, passkeys, policy, queries
from forum.accounts.second.views.stepping import SECOND, again, passkeys_possible
from forum.accounts.views import bp
from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.db import db
from forum.core.forms import line
from forum.core.settings import of_site

SET_UP_SECONDS = 3600
#: What somebody of the company reaches before she has the second proof that she needs: setting it up, and leaving.
_WITHOUT = {
    *("static", "accounts.sign_out", "accounts.second", "accounts.begin_app", "accounts.confirm_app"),
    *("accounts.add_passkey", "accounts.mail_password_link", "accounts.reset", "accounts.set_password"),
}


def _me() -> Person:
    return cast(Person, viewer())


def _page(status: int = 200, new_codes: list[str] | None = None, **errors: str) -> Response:
    me, mine = _me(), queries.proofs(_me())
    return pages.answer(
        "accounts/second/set_up.html",
        me=me,
        proofs=mine,
        needed=policy.missing(me),
        make=passkeys.options_to_make(me, mine.passkeys) if passkeys_possible() else "",
        new_codes=new_codes,
        errors=errors,
        status=status,
    )


@bp.get("/my/account/second")
@signed_in
def second() -> Response:
    """What is asked of her beside the password."""
    return _page()


@bp.post("/my/account/second/app")
@signed_in
def begin_app() -> Response:
    """A new secret, as a picture and in letters; it counts once a code of it was typed."""
    me = _me()
    rate_limits.spend(rate_limits.WRITE, me.id)
    if not is_me():
        return _page(422, password=_("This is not your password."))
    return _app_page(codes.new_secret())


@bp.post("/my/account/second/app/confirmation")
@signed_in
def confirm_app() -> Response:
    """The first code shows that the app has the secret."""
    me = _me()
    rate_limits.spend(SECOND, me.id)
    try:
        secret, whose = _signer().loads(line("sealed"), max_age=SET_UP_SECONDS)
    except (BadSignature, ValueError):
        whose = None
    if whose != [me.id, g.session_id]:
        return again(_("That took too long. Please begin again."), "accounts.second")
    fresh = actions.add_app(secret, line("code"), by=me)
    if fresh is None:
        return _app_page(
            secret, 422, _("This is not the code that the app shows now. Is the phone's clock right?")
        )
    rate_limits.give_back(SECOND, me.id)
    return _page(new_codes=fresh)


def _app_page(secret: str, status: int = 200, error: str = "") -> Response:
    me = _me()
    picture = segno.make(codes.address(secret, me), error="m")
    return pages.answer(
        "accounts/second/app.html",
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=codes.address(secret, me),
        picture=Markup(picture.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)),  # noqa: S704 - drawn by us
        sealed=_signer().dumps([secret, [me.id, g.session_id]]),
        error=error,
        status=status,
    )


@bp.post("/my/account/second/app/removal")
@signed_in
def remove_app() -> Response:
    """No more codes."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    if not is_me():
        return _page(422, password=_("This is not your password."))
    actions.remove_app(by=_me())
    return pages.done(_("Codes of that app are asked for no more."), url_for("accounts.second"))


@bp.post("/my/account/second/passkeys")
@signed_in
def add_passkey() -> Response:
    """What the browser made."""
    me = _me()
    rate_limits.spend(rate_limits.WRITE, me.id)
    if not is_me():
        return _page(422, password=_("This is not your password."))
    try:
        fresh = actions.add_passkey(line("credential"), line("passkey_name") or _("Passkey"), by=me)
    except passkeys.Refused:
        return _page(422, passkey=_("No passkey was made. You can try again."))
    return _page(new_codes=fresh)


@bp.post("/my/account/second/passkeys/<int:passkey_id>/removal")
@signed_in
def remove_passkey(passkey_id: int) -> Response:
    """One less."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    if not is_me():
        return _page(422, password=_("This is not your password."))
    actions.remove_passkey(passkey_id, by=_me())
    return pages.done(_("That passkey opens nothing any more."), url_for("accounts.second"))


@bp.post("/my/account/second/codes")
@signed_in
def renew_codes() -> Response:
    """New recovery codes, shown on this page and never again."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    if not is_me():
        return _page(422, password=_("This is not your password."))
    return _page(new_codes=actions.renew_codes(by=_me()))


def is_me() -> bool:
    """Did she type her password again? Somebody who came by a link and has none proved her address for it."""
    me = _me()
    if not me.password_hash:
        return True
    rate_limits.spend(rate_limits.SIGN_IN_BY_ACCOUNT, me.email_key)
    stored = me.password_hash
    db.session.commit()  # nothing is pending; lets go of the database while hashing
    right = passwords.matches(
        stored, request.form.get("address_password") or request.form.get("password", "")
    )
    if right:
        rate_limits.give_back(rate_limits.SIGN_IN_BY_ACCOUNT, me.email_key)
    return right


def send_to_set_up() -> Response | None:
    """Before each request: somebody of the company who lacks a second proof that she needs sees only its page."""
    person = g.get("session_person")
    if person is None or g.second_there or not policy.missing(person):
        return None
    endpoint = request.endpoint or ""
    if endpoint.startswith(("health.", "language.")) or endpoint in _WITHOUT:
        return None
    return redirect(url_for("accounts.second"), 303)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(of_site().secret_key, salt="authenticator")
