"""Topics: the product areas under which everything stands."""

from __future__ import annotations

from flask import Flask

from forum.search import documents
from forum.topics import queries


def set_up(app: Flask) -> None:
    """Tell search how topics are called."""
    documents.name_topics(queries.names)
