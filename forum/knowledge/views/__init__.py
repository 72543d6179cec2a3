"""Pages of articles: read and FAQ (`reading`), write and edit (`editing`), history (`revisions`), review (`reviewing`),
curate (`curating`), look at again (`checking`), arrange the FAQ (`sections`)."""

from flask import Blueprint

bp = Blueprint("knowledge", __name__)

from forum.knowledge.views import checking, curating, editing, reading, reviewing, revisions, sections  # noqa: E402

__all__ = ["bp", "checking", "curating", "editing", "reading", "reviewing", "revisions", "sections"]
