"""Pages of articles: read and FAQ (`reading`), write and edit (`editing`), history (`revisions`), review (`reviewing`),
curate (`curating`)."""

from flask import Blueprint

bp = Blueprint("knowledge", __name__)

from forum.knowledge.views import curating, editing, reading, reviewing, revisions  # noqa: E402

__all__ = ["bp", "curating", "editing", "reading", "reviewing", "revisions"]
