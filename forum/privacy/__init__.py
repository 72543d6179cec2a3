"""What is kept about people, said aloud; everything of one's own to take away, and the way out."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from forum.core import personal_data
from forum.privacy.consents.personal_data import LEDGER

_VIEWS = ("views", "consents.views", "transparency.views")


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.privacy.blueprint import bp

    for part in _VIEWS:  # they hang their addresses at the blueprint
        import_module(f"forum.privacy.{part}")
    personal_data.register(LEDGER)
    app.register_blueprint(bp)
