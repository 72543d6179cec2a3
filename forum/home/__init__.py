"""The first page: search, and what people need now."""

from __future__ import annotations

from flask import Flask

from forum.home import views


def set_up(app: Flask) -> None:
    """One page."""
    app.register_blueprint(views.bp)
