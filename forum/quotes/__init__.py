"""Truth travels: posts that link an article remember which revision they quoted, and say so when it changed or is in
doubt. Kinds of posts register what they are (`posts`); answers do here, macros would from above."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.quotes import hearing, inbox, jobs, panel, personal_data
from forum.quotes.views import bp

__all__ = ["hearing", "jobs", "set_up"]


def set_up(app: Flask) -> None:
    """The list, the notices beside posts, what it hears of posts and articles, personal data."""
    app.register_blueprint(bp)
    panel.register()
    inbox.register()
    kept.register(personal_data.QUOTES)
