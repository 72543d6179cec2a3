"""Bringing in what a community wrote elsewhere: topics, threads, articles, from JSON lines."""

from __future__ import annotations

from flask import Flask


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.importing.cli import import_files

    app.cli.add_command(import_files)
