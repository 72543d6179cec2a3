"""Staff are people: the page of the team, with names and faces of those who want to be shown."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as register
from forum.team import personal_data
from forum.team.views import bp


def set_up(app: Flask) -> None:
    """The address, personal data."""
    app.register_blueprint(bp)
    register.register(personal_data.SHOWN)
