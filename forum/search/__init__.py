"""Searching, seen from the site: the result page, suggestions, what is remembered of searches and visits, and the
outbox that keeps the index in step. Knows documents ("article:12"), never what they are."""

from __future__ import annotations

from flask import Flask

from forum.core import health


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.core.personal_data import register
    from forum.search import consent as consent  # its address
    from forum.search import counted, learning, purposes, rebuilding, recording
    from forum.search.cli import group
    from forum.search.personal_data import ENTRIES
    from forum.search.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(group)
    recording.set_up(app)
    purposes.register()
    counted.register()
    register(*ENTRIES)
    learning.set_up()
    health.checks["search"] = rebuilding.check
