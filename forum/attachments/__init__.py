"""Attachments: files sent along with words that only some may read; guarded at their address for every request."""

from __future__ import annotations

from flask import Flask

from forum.attachments import jobs, received, views
from forum.attachments.personal_data import ATTACHMENTS
from forum.core import personal_data as kept

__all__ = ["jobs", "set_up"]


def set_up(app: Flask) -> None:
    """Views, what a form may bring, personal data."""
    app.register_blueprint(views.bp)
    received.set_up(app)
    kept.register(ATTACHMENTS)
