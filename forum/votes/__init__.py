"""Votes of people on posts, and readers' verdicts on documents."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as register
from forum.search import signals
from forum.votes import counted, inbox, panel, personal_data, queries
from forum.votes.views import bp


def set_up(app: Flask) -> None:
    """Addresses, what is kept about people, and how verdicts count in search."""
    app.register_blueprint(bp)
    register.register(*personal_data.ENTRIES)
    signals.register(queries.signals_of)
    panel.register()
    inbox.register()
    counted.register()
