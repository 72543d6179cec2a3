"""Topics: the product areas under which everything stands."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.search import documents
from forum.topics import queries
from forum.topics.fields import views as field_views
from forum.topics.personal_data import MEMBERS


def set_up(app: Flask) -> None:
    """Views, personal data; tell search how topics are called."""
    app.register_blueprint(field_views.bp)  # of views.py, with the pages of fields
    documents.name_topics(queries.names)
    kept.register(MEMBERS)
