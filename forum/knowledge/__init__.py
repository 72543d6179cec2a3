"""knowledge"""

from __future__ import annotations

from flask import Flask


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
