"""What the links in our mails lead to. Opening one changes nothing; pressing the button on its page does."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions, addresses, forms, links
from forum.accounts.actions import asking
from forum.accounts.second.views import come_in, enter
from forum.accounts.views import bp
from forum.core import pages, rate_limits
from forum.core.access import public
from forum.core.errors import NotFound
from forum.core.forms import local_path
from forum.core.i18n import current_language


@bp.get("/verify/<secret>")
@public
def verify(secret: str) -> Response:
    """Is this you? One button."""
    try:
        link = links.find(secret, "verify")
    except NotFound:
        return _gone("verify")
    return pages.answer("accounts/verify.html", secret=secret, name=link.payload["name"])


@bp.post("/verify/<secret>")
@public
def prove_address(secret: str) -> Response:
    """The address is proven; the person is in."""
    try:
        person, to = actions.verify(secret)
    except NotFound:
        return _gone("verify")
    come_in(person, ("link",))
    return pages.done(_("Welcome, %(name)s. Your account is ready.", name=person.name), local_path(to) or "/")


@bp.get("/reset")
@public
def ask_reset() -> Response:
    """Which address has forgotten its password?"""
    return pages.answer("accounts/ask_reset.html", form=forms.Form(email=request.args.get("email", "")))


@bp.post("/reset")
@public
def send_reset() -> Response:
    """The same answer, known address or not."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    form = forms.address()
    if form.errors:
        return pages.answer("accounts/ask_reset.html", form=form, status=422)
    rate_limits.spend(rate_limits.MAIL_TO, addresses.key(form["email"]))
    actions.link_to_reset(form["email"], current_language())
    return pages.answer("accounts/sent.html", email=form["email"], purpose="reset")


@bp.get("/reset/<secret>")
@public
def reset(secret: str) -> Response:
    """Choose a new password."""
    try:
        links.find(secret, "reset")
    except NotFound:
        return _gone("reset")
    return pages.answer("accounts/reset.html", secret=secret, form=forms.Form())


@bp.post("/reset/<secret>")
@public
def set_password(secret: str) -> Response:
    """The new password holds, every session has ended, and this browser starts a new one."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    form = forms.new_password()
    if form.errors:
        return pages.answer("accounts/reset.html", secret=secret, form=form, status=422)
    try:
        person = actions.reset_password(secret, form["new_password"])
    except NotFound:
        return _gone("reset")
    flash(_("Your new password holds. You are signed out everywhere else."), "success")
    return enter(person, "/", "link")


@bp.get("/post/<secret>")
@public
def post_by_link(secret: str) -> Response:
    """Somebody wrote something and gave this address: go on to send it."""
    try:
        person = asking.known_by(links.find(secret, "ask"))
    except NotFound:
        return _gone("ask")
    return pages.answer("accounts/post_by_link.html", secret=secret, person=person, form=forms.Form())


@bp.post("/post/<secret>")
@public
def enter_to_post(secret: str) -> Response:
    """Sign in (with an account made now, if need be) and show what was written, ready to send."""
    rate_limits.spend(rate_limits.SIGN_IN_BY_ADDRESS, rate_limits.here())
    try:
        person = asking.known_by(links.find(secret, "ask"))
        form = forms.Form(name=person.name) if person else forms.name()
        if form.errors:
            return pages.answer(
                "accounts/post_by_link.html", secret=secret, person=person, form=form, status=422
            )
        person, kept_key = actions.post_by_link(secret, form["name"], current_language())
    except NotFound:
        return _gone("ask")
    return enter(person, url_for("forms.kept", key=kept_key), "link")


def _gone(purpose: str) -> Response:
    """A link that is used, too old or mistyped: say so, and how to get another."""
    return pages.answer("accounts/link_gone.html", purpose=purpose, form=forms.Form(), status=404)
