"""The page of the week and the thanks of the month: what was solved, who helped, what is new, and no ladder."""

from __future__ import annotations

from flask import Flask

from forum.weekly import inbox
from forum.weekly.views import bp


def set_up(app: Flask) -> None:
    """Addresses, and the sentence of the notice."""
    app.register_blueprint(bp)
    inbox.register()
