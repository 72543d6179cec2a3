"""Names that complete what is typed behind an @."""

from __future__ import annotations

from flask import jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from forum.core import rate_limits, trust
from forum.core.access import signed_in, viewer
from forum.core.rate_limits import Limit
from forum.threads import queries as posts
from forum.threads.mentions import queries
from forum.threads.views.blueprint import bp

TYPED_MAX = 40
OFFERED = Limit(
    "offered names", 180, 60
)  # three a second while typing; who reads through all names is a program


@bp.get("/questions/<int:question_id>/people")
@signed_in
def people(question_id: int) -> AnyResponse:
    """Who can be named in this thread: [{"key": "bob-smith", "name": "Bob Smith"}], whoever takes part in it first."""
    rate_limits.spend_later(OFFERED, viewer().id)
    question = posts.question(question_id, viewer())
    if not trust.may(viewer(), "mention"):
        return jsonify(people=[])
    typed = request.args.get("q", "")[:TYPED_MAX]
    offered = queries.offered(typed, question.id, viewer().id)
    return jsonify(people=[{"key": key, "name": person.name} for key, person in offered])
