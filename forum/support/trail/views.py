"""Agree that one's searches are kept for a day, look at them, strike some, end it: with an account or without."""

from __future__ import annotations

from flask import make_response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import forms, pages, rate_limits
from forum.core.access import public, viewer
from forum.core.rate_limits import Limit
from forum.support import actions
from forum.support.trail import guests, panel
from forum.support.views import bp

AGREE = Limit("agree to trail", 60, 3600)  # from one address, perhaps a whole office: each makes a new key


@bp.get("/my/trail")
@public
def my_trail() -> AnyResponse:
    """What is kept right now, and the switch."""
    return pages.answer("support/trail/mine.html", lines=panel.unsent(), agreed=panel.agreed())


@bp.post("/my/trail")
@public
def consent() -> AnyResponse:
    """Agree that my searches are kept for 24 hours, or end it (what is kept goes at once)."""
    me = viewer()
    rate_limits.spend(AGREE, me.id or rate_limits.here())
    agreed = request.form.get("agreed") == "1"
    guest = guests.here()
    if me.id is not None:
        actions.consent_to_trail(current_user._get_current_object(), agreed)
    if guest and not agreed:
        actions.forget_guest(guest)
    said = _("Your searches are kept for 24 hours from now on.") if agreed else _("Nothing is kept any more.")
    response = make_response(pages.done(said, _back()))
    if not agreed:
        guests.end(response)
    elif me.id is None:
        guests.agree(response)
    return response


@bp.post("/my/trail/strikes")
@public
def strike_line() -> AnyResponse:
    """Delete one line."""
    me = viewer()
    rate_limits.spend(rate_limits.WRITE, me.id or rate_limits.here())
    actions.strike(request.form.get("line", default=0, type=int), me, guests.here())
    return pages.done(_("Deleted."), _back())


def _back() -> str:
    return forms.local_path(request.form.get("next")) or url_for(".my_trail")
