"""Reputation that means help: points from having been useful, levels of trust, badges. Everything follows from facts, so
that undoing restores exactly; `core.trust` says what levels need and allow."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.reputation import facts, hearing, inbox, jobs, panel, personal_data, sources
from forum.reputation.views import bp

__all__ = ["facts", "hearing", "jobs", "set_up", "sources"]


def set_up(app: Flask) -> None:
    """The pages, what it hears of posts and votes, how its notices read, personal data."""
    app.register_blueprint(bp)
    panel.register()
    inbox.register()
    kept.register(*personal_data.ENTRIES)
