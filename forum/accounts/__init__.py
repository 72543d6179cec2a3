"""People: accounts, signing in and out, what they may set about themselves."""

from __future__ import annotations

from flask import Flask

from forum.accounts import sessions


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    sessions.set_up(app)
