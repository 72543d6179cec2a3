"""What I follow: topics, tags and people. (Questions that I follow: `threads`.)"""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, rate_limits
from forum.core.access import signed_in
from forum.core.forms import line, local_path
from forum.notifications import follows, queries
from forum.notifications.views.blueprint import bp, me


@bp.get("/my/follows")
@signed_in
def followed() -> AnyResponse:
    """All of it, with what ends or mutes it."""
    return pages.answer(
        "notifications/follows.html",
        groups=follows.list_of(me()),
        person=me(),
        digests=queries.gets_digests(me().id),
    )


@bp.post("/my/follows")
@signed_in
def follow() -> AnyResponse:
    """`do`: follow, unfollow, mute or unmute a `thing`; then back to where the button was pressed."""
    rate_limits.spend(rate_limits.WRITE, f"follow {me().id}")
    deed, thing = line("do"), line("thing")
    if deed == "unfollow":
        follows.unfollow(me(), thing)
    elif deed in ("mute", "unmute"):
        follows.mute(me(), thing, muted=deed == "mute")
    else:
        follows.follow(me(), thing)
    back = local_path(line("next")) or local_path(request.referrer) or url_for(".followed")
    if deed == "unfollow" and back == url_for(".followed"):
        return pages.done(_("You don’t follow it any more."), back)
    return redirect(back, 303)
