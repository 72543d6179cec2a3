"""The lists of the desk."""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, pagination
from forum.core.access import agents, viewer
from forum.support import queries
from forum.support.views import bp
from forum.topics import queries as topics

VIEW_NAMES = {
    "open": lazy_gettext("All open"),
    "mine": lazy_gettext("Mine"),
    "unassigned": lazy_gettext("Nobody's yet"),
    "overdue": lazy_gettext("Overdue"),
    "waiting": lazy_gettext("Waiting for the customer"),
    "closed": lazy_gettext("Closed"),
}


@bp.get("/desk")
@agents
def desk() -> AnyResponse:
    """The queue, what is due first on top."""
    view = request.args.get("view", "open")
    slug = request.args.get("topic")
    topic = topics.by_slug(slug) if slug else None
    page = queries.queue(
        viewer(), view, topic.id if topic else None, pagination.number(request.args.get("page"))
    )
    return pages.answer(
        "support/desk.html",
        page=page,
        view=view if view in queries.VIEWS else "open",
        views=VIEW_NAMES,
        counts=queries.counts(viewer()),
        topic=topic,
        topics=topics.by_id(),
    )
