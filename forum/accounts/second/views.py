"""The second step of signing in, and the page where it is set up."""

from __future__ import annotations

import ipaddress
import time
from typing import cast
from urllib.parse import urlsplit

import segno
from flask import flash, g, redirect, request, session, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.wrappers import Response

from forum.accounts import passwords, sessions
from forum.accounts.models import Person
from forum.accounts.second import actions, codes, passkeys, policy, queries
from forum.accounts.views import bp
from forum.core import links, pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.db import db
from forum.core.forms import line, local_path
from forum.core.rate_limits import Limit
from forum.core.settings import of_site

SECOND = Limit("second proof", 10, 600)  # guesses at six digits: ten in ten minutes find one in 33,000
HALF_SECONDS = 600  # between the password and the second proof
SET_UP_SECONDS = 3600
_HALF = "half_signed_in"


def enter(person: Person, to: str) -> Response:
    """She proved her password or her address: in, and on `to`, or first to the second step where one is asked of her."""
    if not policy.asked_for(person):
        sessions.sign_in(person)
        return redirect(to, 303)
    session[_HALF] = {"id": person.id, "at": int(time.time()), "next": to}
    return redirect(url_for("accounts.second_step"), 303)


def _again(message: str, endpoint: str) -> Response:
    flash(message, "warning")
    return redirect(url_for(endpoint), 303)


def _half() -> Person | None:
    """Who gave her password here a moment ago."""
    said = session.get(_HALF) or {}
    if time.time() - said.get("at", 0) > HALF_SECONDS:
        return None
    person = db.session.get(Person, said.get("id", 0))
    return person if person is not None and person.is_active else None


def _step(person: Person, status: int = 200, **errors: str) -> Response:
    mine = queries.proofs(person)
    ask = passkeys.options_to_prove(person.id, mine.passkeys) if mine.passkeys and passkeys_possible() else ""
    return pages.answer("accounts/second/step.html", proofs=mine, ask=ask, errors=errors, status=status)


@bp.get("/sign-in/second")
@public
def second_step() -> Response:
    """Asked for: a code, or a passkey."""
    person = _half()
    return _step(person) if person is not None else redirect(url_for("accounts.sign_in"), 303)


@bp.post("/sign-in/second")
@public
def prove() -> Response:
    """Right: in. Wrong: asked again, ten times in ten minutes at most."""
    person = _half()
    if person is None:
        return _again(_("That took too long. Please begin again."), "accounts.sign_in")
    rate_limits.spend(SECOND, person.id)
    answer = line("credential")
    if answer:
        try:
            passkeys.proved(answer, person.id)
        except passkeys.Refused:
            return _step(person, 422, passkey=_("This passkey could not be used."))
    elif not actions.prove(person.id, line("code")):
        wrong = _("This code is wrong, or was used before. Wait for the next one, or take a recovery code.")
        return _step(person, 422, code=wrong)
    rate_limits.give_back(SECOND, person.id)
    return _come_in(person)


@bp.post("/sign-in/passkey")
@public
def enter_by_passkey() -> Response:
    """A passkey alone: it is both the device and who unlocked it."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    try:
        person = passkeys.proved(line("credential"), None)
    except passkeys.Refused:
        person = None
    if person is None or not person.is_active or person.verified_at is None:
        return _again(_("This passkey could not be used. Sign in with your password."), "accounts.sign_in")
    rate_limits.give_back(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    session[_HALF] = {"next": local_path(request.form.get("next")) or ""}
    return _come_in(person)


def _come_in(person: Person) -> Response:
    going = (session.pop(_HALF, None) or {}).get("next") or "/"
    sessions.sign_in(person)
    return redirect(going, 303)


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
        return _again(_("That took too long. Please begin again."), "accounts.second")
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


def passkeys_possible() -> bool:
    """Browsers make passkeys for names, not for bare addresses such as 127.0.0.1."""
    host = urlsplit(links.base()).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def send_to_set_up() -> Response | None:
    """Before each request: somebody of the company who lacks a second proof that she needs sees only its page."""
    person = g.get("session_person")
    if person is None or not policy.missing(person):
        return None
    endpoint = request.endpoint or ""
    if endpoint.startswith(("accounts.", "health.", "language.")) or endpoint in ("static", "home.static"):
        return None
    return redirect(url_for("accounts.second"), 303)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(of_site().secret_key, salt="authenticator")
