"""Providers, as admins describe and try them."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import policy
from forum.accounts.federated import forms, managing, queries
from forum.accounts.federated.models import SignInProvider
from forum.accounts.forms import Form
from forum.accounts.views import bp
from forum.core import links, pages, rate_limits
from forum.core.access import admins, viewer
from forum.core.db import db

Rules = list[tuple[str, str]]


@bp.get("/admin/sign-in")
@admins
def providers() -> Response:
    """All of them, and the form of a new one."""
    return _list(*forms.of(None))


@bp.post("/admin/sign-in")
@admins
def add_provider() -> Response:
    """A new one; nobody is offered it yet."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    form, rules, said = forms.sent()
    if form.errors:
        return _list(form, rules, 422)
    made = managing.make(said, by=viewer())
    done = _("Register this site there now, test the connection, then switch it on.")
    return pages.done(done, url_for(".provider", provider_id=made.id))


@bp.get("/admin/sign-in/<int:provider_id>")
@admins
def provider(provider_id: int) -> Response:
    """One of them."""
    found = queries.provider(provider_id, viewer=viewer())
    return _one(found, *forms.of(found))


@bp.post("/admin/sign-in/<int:provider_id>")
@admins
def change_provider(provider_id: int) -> Response:
    """Describe it anew."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    found = queries.provider(provider_id, viewer=viewer())
    form, rules, said = forms.sent()
    if form.errors:
        return _one(found, form, rules, 422)
    managing.change(found, said, by=viewer())
    return pages.done(_("Saved. It is in force now."), url_for(".provider", provider_id=found.id))


@bp.post("/admin/sign-in/<int:provider_id>/trial")
@admins
def try_provider(provider_id: int) -> Response:
    """Ask it what it says of itself, and say what is wrong with that."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    found = queries.provider(provider_id, viewer=viewer())
    db.session.commit()  # nothing is pending; lets go of the database while asking
    about, wrong = managing.trial(found.issuer)
    return _one(found, *forms.of(found), about=about, wrong=_(wrong) if wrong else "")


@bp.post("/admin/sign-in/<int:provider_id>/state")
@admins
def switch_provider(provider_id: int) -> Response:
    """On or off."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    found = queries.provider(provider_id, viewer=viewer())
    on = request.form.get("on") == "1"
    managing.switch(found, on, by=viewer())
    name = found.name
    done = (
        _("People can sign in with %(name)s now.", name=name)
        if on
        else _("%(name)s is offered no more.", name=name)
    )
    return pages.done(done, url_for(".provider", provider_id=found.id))


@bp.post("/admin/sign-in/<int:provider_id>/removal")
@admins
def remove_provider(provider_id: int) -> Response:
    """Forget it."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    found = queries.provider(provider_id, viewer=viewer())
    name = found.name
    managing.remove(found, by=viewer())
    return pages.done(_("%(name)s is offered no more.", name=name), url_for(".providers"))


def _list(form: Form, rules: Rules, status: int = 200) -> Response:
    return pages.answer(
        "accounts/federated/providers.html",
        providers=queries.providers(viewer()),
        form=form,
        rules=_with_blanks(rules),
        roles=policy.GIVEN_ROLES,
        status=status,
    )


def _one(
    found: SignInProvider, form: Form, rules: Rules, status: int = 200, about: object = None, wrong: str = ""
) -> Response:
    return pages.answer(
        "accounts/federated/provider.html",
        provider=found,
        people=queries.people_of(found.id),
        form=form,
        rules=_with_blanks(rules),
        roles=policy.GIVEN_ROLES,
        about=about,
        wrong=wrong,
        addresses=[
            (
                _("Address to come back to (redirect URI)"),
                links.external("accounts.come_back", slug=found.slug),
            ),
            (_("Address after signing out"), links.base() + "/"),
            (
                _("Address for signing out from there (back-channel)"),
                links.external("accounts.ended_there", slug=found.slug),
            ),
        ],
        status=status,
    )


def _with_blanks(rules: Rules) -> Rules:
    return rules + [("", "")] * forms.BLANK_RULES
