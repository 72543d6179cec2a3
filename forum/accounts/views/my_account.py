"""What people set about themselves."""

from __future__ import annotations

from typing import Any, cast

from flask import g, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions, addresses, forms, queries, sessions, signs
from forum.accounts.actions import noting
from forum.accounts.browsers import describe
from forum.accounts.federated import queries as federated
from forum.accounts.models import Person
from forum.accounts.second import policy as second
from forum.accounts.tokens import SCOPES
from forum.accounts.views import bp
from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.db import db
from forum.core.forms import line
from forum.core.i18n import current_language


def _me() -> Person:
    return cast(Person, viewer())


def page(status: int = 200, **context: Any) -> Response:
    """The page, with whatever form was refused."""
    me = _me()
    shown = [(s, describe(s.browser), s.id == g.session_id) for s in queries.sessions_of(me)]
    context = {
        "form": forms.Form(name=me.name, language=me.language or ""),
        "password_form": forms.Form(),
        "token_form": forms.Form(),
        "address_form": forms.Form(),
        "new_token": None,
        "elsewhere_error": "",
        **context,
    }
    return pages.answer(
        "accounts/my_account.html",
        me=me,
        sessions=shown,
        tokens=queries.tokens_of(me),
        scopes=SCOPES,
        connections=federated.connections_of(me),
        providers=federated.offered(),
        sign_ins=signs.last_of(me),
        how_words=noting.HOW,
        why_words=noting.WHY,
        needs_second=second.missing(me),
        status=status,
        **context,
    )


@bp.get("/my/account")
@signed_in
def my_account() -> Response:
    """Name, language, password, sessions, keys."""
    return page()


@bp.post("/my/account")
@signed_in
def change_account() -> Response:
    """Another name or language."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    form = forms.account()
    if form.errors:
        return page(form=form, status=422)
    actions.change_account(form["name"], form["language"] or None, by=_me())
    return pages.done(_("Saved."), url_for(".my_account"))


@bp.post("/my/account/password")
@signed_in
def change_password() -> Response:
    """Another password: every other browser is signed out, this one gets a new key."""
    me = _me()
    rate_limits.spend(rate_limits.SIGN_IN_BY_ACCOUNT, me.email_key)
    form = forms.change_password(me.name, me.email or "")
    if not form.errors and not actions.change_password(
        form["password"], form["new_password"], by=me, this_session=g.session_id
    ):
        form.errors["password"] = _("This is not your password.")
    if form.errors:
        return page(password_form=form, status=422)
    sessions.sign_in(me)
    done = _("Your new password holds. You are signed out everywhere else.")
    return pages.done(done, url_for(".my_account"))


@bp.post("/my/account/password/link")
@signed_in
def mail_password_link() -> Response:
    """For somebody who came in by a mailed link and has no password yet."""
    me = _me()
    rate_limits.spend(rate_limits.MAIL_TO, addresses.key(me.email or ""))
    actions.link_to_reset(me.email or "", current_language())
    return pages.done(_("Look in your mail: the link there sets your password."), url_for(".my_account"))


@bp.post("/my/account/sessions/<int:session_id>/name")
@signed_in
def name_session(session_id: int) -> Response:
    """Call one browser by a name of one's own."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    actions.name_session(session_id, line("session_name")[: forms.NAME_MAX_CHARS], by=_me())
    return pages.done(_("Saved."), url_for(".my_account", _anchor="sessions"))


@bp.post("/my/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    """Sign one browser out."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    actions.end_session(session_id, by=_me())
    return pages.done(_("That browser is signed out."), url_for(".my_account"))


@bp.post("/my/account/sessions/end-others")
@signed_in
def end_other_sessions() -> Response:
    """Sign all other browsers out."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    actions.end_other_sessions(by=_me(), this_session=g.session_id)
    return pages.done(_("You are signed out everywhere else."), url_for(".my_account"))


@bp.post("/my/account/tokens")
@signed_in
def make_token() -> Response:
    """A key to the API: shown on this page and never again."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    form = forms.token()
    if form.errors:
        return page(token_form=form, status=422)
    secret = actions.make_token(form["token_name"], form.many, by=_me())
    db.session.flush()
    return page(new_token=secret)


@bp.post("/my/account/tokens/<int:token_id>/end")
@signed_in
def end_token(token_id: int) -> Response:
    """End one key."""
    rate_limits.spend(rate_limits.WRITE, _me().id)
    actions.end_token(token_id, by=_me())
    return pages.done(_("That key opens nothing any more."), url_for(".my_account"))
