"""Insights: what the product is worth to its readers, measured."""

from __future__ import annotations

from flask import Flask

from forum.insights import hearing, sparing, views


def set_up(app: Flask) -> None:
    """The pages; listening to what people do while they ask; who is shown no suggestions."""
    app.register_blueprint(views.bp)
    hearing.listen()
    sparing.register()
