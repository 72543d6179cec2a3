"""Welcome: a first post is marked for others, gentle rules stand beside the forms, and she is told what happens next."""

from __future__ import annotations

from flask import Flask

from forum.welcome import choices, hearing, inbox, panel

__all__ = ["choices", "hearing", "panel", "set_up"]


def set_up(app: Flask) -> None:
    """The sentences of the notices; all else registers itself."""
    inbox.register()
