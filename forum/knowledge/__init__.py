"""Articles: the curated answers, their revisions, and the FAQ."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.core import targets
from forum.knowledge import aging, cli, found, illustrations, inbox, panel, views
from forum.knowledge.personal_data import ARTICLES, REVISIONS
from forum.search import documents, recording, signals

__all__ = ["panel", "set_up"]


def set_up(app: Flask) -> None:
    """Views, articles as documents and targets, visits, notices, personal data."""
    app.register_blueprint(views.bp)
    documents.register(found.SEARCHABLE)
    targets.register(found.KIND)
    signals.register(found.pinned)
    signals.register(aging.trust)
    recording.opens("knowledge.show", lambda args: f"article:{args['article_id']}")
    illustrations.set_up()
    inbox.register()
    cli.set_up(app)
    kept.register(ARTICLES, REVISIONS)
