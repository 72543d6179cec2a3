"""Topics: the product areas under which everything stands."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.search import documents
from forum.topics import queries, views
from forum.topics.personal_data import MEMBERS


def set_up(app: Flask) -> None:
    """Views, personal data; tell search how topics are called."""
    app.register_blueprint(views.bp)
    documents.name_topics(queries.names)
    kept.register(MEMBERS)
