"""What is kept about people, said aloud; everything of one's own to take away, and the way out."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data
from forum.privacy.consents.personal_data import LEDGER


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.privacy.views import bp

    personal_data.register(LEDGER)
    app.register_blueprint(bp)
