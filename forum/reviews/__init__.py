"""Reports by members, and what the program doubts: one open item a post, until a moderator decides."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.reviews import hearing, inbox, views
from forum.reviews.personal_data import ENTRIES


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    app.register_blueprint(views.bp)
    hearing.set_up()
    inbox.register()
    kept.register(*ENTRIES)
