"""The spam filter: it looks at what new members write, says why it doubts a post, and learns from what moderators decide."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.spam import hearing, jobs, personal_data
from forum.spam.views import bp

__all__ = ["hearing", "jobs", "set_up"]


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    app.register_blueprint(bp)
    kept.register(*personal_data.ENTRIES)
