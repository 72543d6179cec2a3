"""Pages of articles: read and FAQ (`reading`), write and edit (`editing`), history (`revisions`), review (`reviewing`),
curate (`curating`), look at again (`checking`), arrange the FAQ (`sections`), merge (`merging`)."""

from flask import Blueprint

bp = Blueprint("knowledge", __name__)

from forum.knowledge.views import (  # noqa: E402
    checking,
    curating,
    editing,
    merging,
    reading,
    reviewing,
    revisions,
    sections,
)

__all__ = [
    "bp",
    "checking",
    "curating",
    "editing",
    "merging",
    "reading",
    "reviewing",
    "revisions",
    "sections",
]
