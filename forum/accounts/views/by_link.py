"""Links that sign in, and those that move an account to another address."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions, addresses, forms, links
from forum.accounts.models import Person
from forum.accounts.second.views import enter, is_me
from forum.accounts.views import bp
from forum.accounts.views.signing import next_path
from forum.core import pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import Conflict, NotFound
from forum.core.forms import local_path
from forum.core.i18n import current_language


@bp.get("/sign-in/link")
@public
def ask_sign_in_link() -> Response:
    """The form."""
    return pages.answer("accounts/ask_sign_in_link.html", form=forms.Form(), next=next_path())


@bp.post("/sign-in/link")
@public
def mail_sign_in_link() -> Response:
    """The same answer, known address or not: look in your mail."""
    rate_limits.spend(rate_limits.SIGN_UP, rate_limits.here())
    form = forms.address()
    if form.errors:
        return pages.answer("accounts/ask_sign_in_link.html", form=form, next=next_path(), status=422)
    rate_limits.spend(rate_limits.MAIL_TO, addresses.key(form["email"]))
    actions.link_to_sign_in(form["email"], current_language(), next_path())
    return pages.answer("accounts/sent.html", email=form["email"], purpose="sign_in")


@bp.get("/sign-in/link/<secret>")
@public
def sign_in_by_link(secret: str) -> Response:
    """One button: mail scanners open links."""
    try:
        links.find(secret, "sign_in")
    except NotFound:
        return _gone("sign_in")
    return pages.answer("accounts/sign_in_by_link.html", secret=secret)


@bp.post("/sign-in/link/<secret>")
@public
def enter_by_link(secret: str) -> Response:
    """In, or on to the second step."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    try:
        person, to = actions.sign_in_by_link(secret)
    except NotFound:
        return _gone("sign_in")
    return enter(person, local_path(to) or "/", "link")


@bp.post("/my/account/address")
@signed_in
def change_address() -> Response:
    """Letters to both addresses; the account moves when both have agreed."""
    me = cast(Person, viewer())
    rate_limits.spend(rate_limits.MAIL_TO, me.email_key)
    form = forms.address()
    if not form.errors and addresses.key(form["email"]) == me.email_key:
        form.errors["email"] = _("This is your address already.")
    if not is_me():
        form.errors["address_password"] = _("This is not your password.")
    if form.errors:
        from forum.accounts.views.my_account import page

        return page(address_form=form, status=422)
    rate_limits.spend(rate_limits.MAIL_TO, addresses.key(form["email"]))
    actions.ask_to_move(form["email"], by=me)
    done = _("Look in both mailboxes: your account moves when the links in both mails were pressed.")
    return pages.done(done, url_for(".my_account"))


@bp.get("/my/account/address/<secret>")
@public
def move(secret: str) -> Response:
    """Is this you? One button."""
    try:
        link = actions.find_move(secret)
    except NotFound:
        return _gone("move")
    return pages.answer("accounts/move.html", secret=secret, address=link.payload["email"])


@bp.post("/my/account/address/<secret>")
@public
def confirm_move(secret: str) -> Response:
    """One of two, or the second of two."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    try:
        _person, both = actions.confirm_move(secret)
    except (NotFound, Conflict):
        return _gone("move")
    if both:
        flash(_("Your account has its new address. Please sign in with it."), "success")
        return redirect(url_for(".sign_in"), 303)
    return pages.done(_("Thank you. Now press the link in the mail to your other address."), "/")


@bp.get("/first-admin/<secret>")
@public
def first_admin(secret: str) -> Response:
    """The form of the first admin, for whoever started the site."""
    try:
        links.find(secret, "first_admin")
    except NotFound:
        return _gone("sign_in")
    return pages.answer("accounts/first_admin.html", secret=secret, form=forms.Form())


@bp.post("/first-admin/<secret>")
@public
def make_first_admin(secret: str) -> Response:
    """Admin, and in."""
    rate_limits.spend(rate_limits.SIGN_UP, rate_limits.here())
    form = forms.sign_up()
    if not form.errors:
        try:
            person = actions.make_first_admin(secret, form["email"], form["name"], form["password"])
        except Conflict:
            form.errors["email"] = _("There is an account with this address already.")
        except NotFound:
            return _gone("sign_in")
        else:
            flash(_("Welcome. This site is yours."), "success")
            return enter(person, "/admin/settings", "link")
    return pages.answer("accounts/first_admin.html", secret=secret, form=form, status=422)


def _gone(purpose: str) -> Response:
    return pages.answer("accounts/link_gone.html", purpose=purpose, form=forms.Form(), status=404)
