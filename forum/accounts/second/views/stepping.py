"""The second step of signing in, and signing in by a passkey alone."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import asdict
from urllib.parse import urlsplit

from flask import flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import sessions
from forum.accounts.actions import noting
from forum.accounts.models import Person
from forum.accounts.second import actions, passkeys, policy, queries
from forum.accounts.sessions import Through
from forum.accounts.views import bp
from forum.core import links, pages, rate_limits
from forum.core.access import public
from forum.core.db import db
from forum.core.forms import line, local_path
from forum.core.rate_limits import Limit

SECOND = Limit("second proof", 10, 600)  # guesses at six digits: ten in ten minutes find one in 33,000
HALF_SECONDS = 600  # between the password and the second proof
_HALF = "half_signed_in"


def enter(person: Person, to: str, how: str, through: Through | None = None, provider: str = "") -> Response:
    """She proved her password or her address: in, and on `to`, or first to the second step where one is asked of her.

    `how`: a key of `noting.HOW`; "" for who came `through` her account at `provider`.
    """
    if not policy.asked_for(person) or (through is not None and through.second):
        come_in(
            person,
            ((how,) if how else ()) + (("there",) if through and through.second else ()),
            through,
            provider,
        )
        return redirect(to, 303)
    session[_HALF] = {"id": person.id, "at": int(time.time()), "next": to, "how": how}
    if through is not None:
        session[_HALF] |= {"through": asdict(through), "provider": provider}
    return redirect(url_for("accounts.second_step"), 303)


def come_in(person: Person, how: tuple[str, ...], through: Through | None = None, provider: str = "") -> None:
    """Sign her in on this browser, and note it in the log."""
    noting.came_in(person, how, sessions.browser_name(), provider)
    sessions.sign_in(person, through)


def again(message: str, endpoint: str) -> Response:
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
        return again(_("That took too long. Please begin again."), "accounts.sign_in")
    rate_limits.spend(SECOND, person.id)
    answer = line("credential")
    if answer:
        try:
            passkeys.proved(answer, person.id)
        except passkeys.Refused:
            noting.refuse(person.id, "key", sessions.browser_name())
            return _step(person, 422, passkey=_("This passkey could not be used."))
        second = "key"
    else:
        second = actions.prove(person.id, line("code"))
    if not second:
        noting.refuse(person.id, "code", sessions.browser_name())
        wrong = _("This code is wrong, or was used before. Wait for the next one, or take a recovery code.")
        return _step(person, 422, code=wrong)
    rate_limits.give_back(SECOND, person.id)
    return _finish(person, second)


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
        noting.refuse(person.id if person is not None else None, "key", sessions.browser_name())
        return again(_("This passkey could not be used. Sign in with your password."), "accounts.sign_in")
    rate_limits.give_back(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    session[_HALF] = {"next": local_path(request.form.get("next")) or ""}
    return _finish(person, "passkey")


def _finish(person: Person, how: str) -> Response:
    half = session.pop(_HALF, None) or {}
    through = Through(**half["through"]) if "through" in half else None
    come_in(person, tuple(each for each in (half.get("how"), how) if each), through, half.get("provider", ""))
    return redirect(half.get("next") or "/", 303)


def passkeys_possible() -> bool:
    """Browsers make passkeys for names, not for bare addresses such as 127.0.0.1."""
    host = urlsplit(links.base()).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False
