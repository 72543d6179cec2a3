"""Groups: user groups, beta testers, people of one place, with spaces of their own."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.groups import inbox, personal_data
from forum.groups.views import bp


def set_up(app: Flask) -> None:
    """Addresses, notices, and what groups keep about people."""
    app.register_blueprint(bp)
    inbox.register()
    kept.register(*personal_data.ENTRIES)
