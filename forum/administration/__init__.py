"""What admins choose for the whole site, in a page."""

from __future__ import annotations

from flask import Flask


def set_up(app: Flask) -> None:
    """Register the pages."""
    from forum.administration import clock as clock  # its page
    from forum.administration.views import bp

    app.register_blueprint(bp)
