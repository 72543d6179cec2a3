"""Groups: user groups, beta testers, people of one place, with spaces of their own."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.groups import personal_data


def set_up(app: Flask) -> None:
    """Register what groups keep about people."""
    kept.register(*personal_data.ENTRIES)
