"""The form in which people say who they are."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import pages, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid
from forum.profiles import actions, forms, policy, queries

bp = Blueprint("profiles", __name__)


@bp.get("/my/profile")
@signed_in
def edit() -> Response:
    """My words about myself, and my picture."""
    row = queries.about(_me().id)
    return _form(forms.Profile(row.body if row else "", _me().title))


@bp.post("/my/profile")
@signed_in
def change() -> Response:
    """Save the words."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    sent = forms.profile()
    if sent.errors:
        return _form(sent, status=422)
    actions.change(_me(), sent.about, sent.title, by=_me())
    return pages.done(_("Your profile is saved."), url_for("accounts.profile", person_id=_me().id))


@bp.post("/my/profile/picture")
@signed_in
def show_face() -> Response:
    """Take a picture in."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    file = request.files.get("picture")
    try:
        actions.show_face(_me(), file.read() if file else b"", by=_me())
    except Invalid as error:
        row = queries.about(_me().id)
        words = {name: str(_(sentence)) for name, sentence in error.errors.items()}
        return _form(forms.Profile(row.body if row else "", _me().title, words), status=422)
    return pages.done(_("Your picture is shown beside your name."), url_for(".edit"))


@bp.post("/my/profile/picture/removal")
@signed_in
def hide_face() -> Response:
    """Initials again."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    actions.hide_face(_me(), by=_me())
    return pages.done(_("Your picture is deleted."), url_for(".edit"))


def _me() -> Person:
    return cast(Person, viewer())


def _form(form: forms.Profile, status: int = 200) -> Response:
    shown: dict[str, Any] = {
        "form": form,
        "person": _me(),
        "can_have_title": policy.can_have_title(viewer()),
        "about_max": policy.ABOUT_MAX_CHARS,
        "title_max": policy.TITLE_MAX_CHARS,
    }
    return pages.answer("profiles/edit.html", status=status, **shown)
