"""What this API can do, for machines, and the topics of the site."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify

from forum import api
from forum.api import telling
from forum.api.schemas import told
from forum.api.views import bp
from forum.core.access import public
from forum.topics import queries as topics


@bp.get("/openapi.json")
@public
@bp.doc(summary="This description")
def openapi() -> Response:
    """This description (OpenAPI)."""
    return jsonify(api.description(current_app))


@bp.get("/topics")
@public
@bp.response(200, told.TopicList)
def topic_list() -> dict[str, Any]:
    """All topics."""
    return {"results": [telling.topic(row) for row in topics.all()]}
