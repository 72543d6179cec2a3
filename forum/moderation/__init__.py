"""The moderators' desk: what is flagged, what waits for review, what should become an article, what was taken away,
and the log of all of it."""

from __future__ import annotations

from flask import Flask


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.moderation import inbox, panel
    from forum.moderation.views import bp

    app.register_blueprint(bp)
    panel.register()
    inbox.register()
