"""The settings page: every choice that a feature offers, with its sentence."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import choices, pages, rate_limits
from forum.core.access import admins, viewer
from forum.core.errors import Invalid

bp = Blueprint("administration", __name__)


@bp.get("/admin/settings")
@admins
def settings() -> Response:
    """What the site does, and how to change it."""
    return _page({}, {})


@bp.post("/admin/settings")
@admins
def save_settings() -> Response:
    """Take the choices of one group (or all), or none of them when one is wrong."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    sent = {name: request.form[name] for name in choices.defined if name in request.form}
    try:
        changed = choices.change(sent, by=me)
    except Invalid as error:
        return _page(sent, {name: _(words) for name, words in error.errors.items()})
    said = _("Saved. It is in force now.") if changed else _("Nothing was changed.")
    return pages.done(said, url_for(".settings"))


def _page(sent: dict[str, str], errors: dict[str, str]) -> Response:
    groups: dict[str, list[choices.Choice[Any]]] = {}
    for choice in choices.defined.values():
        if choice.page == "settings":
            groups.setdefault(choice.group, []).append(choice)
    return pages.answer(
        "administration/settings.html",
        groups=groups,
        titles=choices.groups,
        sent=sent,
        errors=errors,
        status=422 if errors else 200,
    )
