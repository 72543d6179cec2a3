"""What programs read of the public pages: feeds, sitemaps, robots.txt, and what a page's head says about it."""

from __future__ import annotations

from flask import Flask

from forum.feeds import panel, views

__all__ = ["panel", "set_up"]


def set_up(app: Flask) -> None:
    """A few addresses; the heads of others' pages are filled by `panel`."""
    app.register_blueprint(views.bp)
