"""The page of the team."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, rate_limits
from forum.core.access import agents, public, viewer
from forum.core.guest_pages import may_keep
from forum.core.i18n import current_language
from forum.team import actions, policy, queries
from forum.topics import queries as topics

bp = Blueprint("team", __name__)


@bp.get("/team")
@public
@may_keep
def show() -> Response:
    """Who helps here: those people of the company who show themselves."""
    me = viewer()
    return pages.answer(
        "team/show.html",
        faces=queries.faces(),
        names_of=_names,
        roles={"agent": _("Agent"), "moderator": _("Moderator"), "admin": _("Admin")},
        may_be_shown=policy.can_be_shown(me),
        shown=policy.can_be_shown(me) and queries.is_shown(me),
    )


@bp.post("/team/me")
@agents
def show_me() -> Response:
    """I am shown, or not any more."""
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id)
    shown = request.form.get("shown") == "1"
    actions.show_oneself(me, shown)
    return pages.done(
        _("You are shown here.") if shown else _("You are not shown here any more."), url_for(".show")
    )


def _names(numbers: Sequence[int]) -> str:
    found, lang = topics.by_id(), current_language()
    return ", ".join(found[number].name_in(lang) for number in numbers if number in found)
