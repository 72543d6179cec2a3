"""Whether somebody's own searches may belong together for longer than a day: asked on her own data's page."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from forum.core import audit, pages, rate_limits
from forum.core.access import signed_in
from forum.search import visitors
from forum.search.views import bp


@bp.post("/my/searches")
@signed_in
def agreement() -> Response:
    """Agree that my searches belong together, or end it: then nothing leads to me at once."""
    rate_limits.spend(rate_limits.WRITE, f"agreement {current_user.id}")
    me = current_user._get_current_object()
    agreed = request.form.get("agreed") == "1"
    (visitors.agree if agreed else visitors.end)(me)
    audit.record(me, "agreed to linked searches" if agreed else "ended linked searches", f"person:{me.id}")
    said = (
        _("Agreed. You can end it here at any time.")
        if agreed
        else _("Ended. Nothing leads to you any more.")
    )
    return pages.done(said, url_for("privacy.my_data"))
