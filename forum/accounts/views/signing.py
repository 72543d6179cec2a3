"""Sign up, sign in, sign out."""

from __future__ import annotations

from flask import g, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from forum.accounts import actions, addresses, forms, sessions
from forum.accounts.federated import flow
from forum.accounts.federated import queries as federated
from forum.accounts.federated.fetching import NotAvailable
from forum.accounts.federated.views.leaving import leave
from forum.accounts.second import passkeys
from forum.accounts.second.views import enter as enter_as
from forum.accounts.second.views import passkeys_possible
from forum.accounts.views import bp
from forum.core import pages, rate_limits
from forum.core.access import public
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.forms import local_path
from forum.core.i18n import current_language

SENT_AGAIN_SECONDS = 3600  # how long "send the link again" may be pressed after the password was right


def next_path() -> str:
    """Where the person was going; only ever an address of this site."""
    return local_path(request.values.get("next")) or ""


@bp.get("/sign-up")
@public
def sign_up() -> Response:
    """The form of a new account."""
    if current_user.is_authenticated:
        return redirect(next_path() or "/", 303)
    return _sign_up_page(forms.Form())


def _sign_up_page(form: forms.Form, status: int = 200) -> Response:
    offered = federated.offered()
    return pages.answer(
        "accounts/sign_up.html", form=form, next=next_path(), providers=offered, status=status
    )


@bp.post("/sign-up")
@public
def make_account() -> Response:
    """The same answer, known address or not: look in your mail."""
    rate_limits.spend(rate_limits.SIGN_UP, rate_limits.here())
    form = forms.sign_up()
    if form.errors:
        return _sign_up_page(form, 422)
    rate_limits.spend_by_domain(rate_limits.SIGN_UP_BY_DOMAIN, addresses.key(form["email"]))
    rate_limits.spend(rate_limits.MAIL_TO, addresses.key(form["email"]))
    actions.sign_up(form["email"], form["name"], form["password"], current_language(), next_path())
    return pages.answer("accounts/sent.html", email=form["email"], purpose="verify")


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    """The form; somebody who is in already goes on."""
    if current_user.is_authenticated:
        return redirect(next_path() or "/", 303)
    return _sign_in_page(forms.Form())


def _sign_in_page(form: forms.Form, status: int = 200) -> Response:
    ask = passkeys.options_to_prove(None, []) if passkeys_possible() else ""
    return pages.answer(
        "accounts/sign_in.html",
        form=form,
        next=next_path(),
        ask=ask,
        providers=federated.offered(),
        status=status,
    )


@bp.post("/sign-in")
@public
def enter() -> Response:
    """Check the password and go on to where the person was going."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    form = forms.sign_in()
    if form.errors:
        return _sign_in_page(form, 422)
    rate_limits.spend(rate_limits.SIGN_IN_BY_ACCOUNT, addresses.key(form["email"]))
    came = actions.sign_in(form["email"], form["password"], sessions.browser_name())
    if came.problem == "":
        rate_limits.give_back(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
        rate_limits.give_back(rate_limits.SIGN_IN_BY_ACCOUNT, addresses.key(form["email"]))
        return enter_as(came.person, next_path() or "/", "password")  # type: ignore[arg-type]
    if came.problem == "unverified" and came.person is not None:
        again = _signer().dumps(came.person.id)
        return pages.answer("accounts/unverified.html", email=form["email"], again=again, next=next_path())
    if came.problem == "suspended" and came.person is not None:
        return pages.answer("accounts/suspended.html", person=came.person, status=403)
    form.errors["password"] = _("The address or the password is wrong.")
    return _sign_in_page(form, 422)


@bp.post("/verify/again")
@public
def verify_again() -> Response:
    """Another link for somebody whose password was right a moment ago."""
    rate_limits.spend(rate_limits.SIGN_UP, rate_limits.here())
    try:
        person_id = _signer().loads(request.form.get("again", ""), max_age=SENT_AGAIN_SECONDS)
    except BadSignature:
        raise NotFound() from None
    rate_limits.spend(rate_limits.MAIL_TO, f"again {person_id}")
    actions.send_verification_again(person_id, current_language(), next_path())
    return pages.answer("accounts/sent.html", email=None, purpose="verify")


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """This browser is nobody's afterwards; who came from elsewhere is led there, to sign out there too."""
    came = federated.came_by(g.session_id)
    sessions.sign_out()
    if came is not None:
        db.session.commit()  # nothing is pending; lets go of the database while asking
        try:
            url = flow.way_out(*came)
        except NotAvailable:
            url = ""
        if url:
            sentence = _("You are signed out here. On to %(name)s, to sign out there too.", name=came[0].name)
            return leave(url, came[0].name, _("You are signed out."), sentence)
    return pages.done(_("You are signed out."), "/")


def _signer() -> URLSafeTimedSerializer:
    from flask import current_app

    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="verify again")
