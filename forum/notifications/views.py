"""The inbox."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, pagination
from forum.core.access import signed_in, viewer
from forum.notifications import actions, kinds, queries

bp = Blueprint("notifications", __name__)


@bp.get("/my/notices")
@signed_in
def inbox() -> AnyResponse:
    """What I was told."""
    found = queries.inbox(viewer(), pagination.number(request.args.get("page")))
    told = found.map(lambda notices: [(n, kinds.sentence(n.kind, n.values)) for n in notices])
    return pages.answer("notifications/inbox.html", page=told)


@bp.post("/my/notices/reading")
@signed_in
def read_all() -> AnyResponse:
    """I have seen them."""
    actions.read_all(by=viewer())
    return pages.done(_("All notices are marked as read."), url_for(".inbox"))


def unread_for_every_page() -> dict[str, Any]:
    """`unread_notices()` for the header; asked once a page, never for guests."""

    def unread_notices() -> int:
        if not current_user.is_authenticated:
            return 0
        if "unread_notices" not in g:
            g.unread_notices = queries.unread(viewer())
        return int(g.unread_notices)

    return {"unread_notices": unread_notices}
