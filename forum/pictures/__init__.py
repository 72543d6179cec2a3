"""Pictures in texts: taken in, checked and drawn anew by a process of its own, kept as files, guarded at their address."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.pictures import jobs, views
from forum.pictures.personal_data import PICTURES

__all__ = ["jobs", "set_up"]


def set_up(app: Flask) -> None:
    """Views and personal data."""
    app.register_blueprint(views.bp)
    kept.register(PICTURES)
