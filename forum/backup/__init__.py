"""Keeping a copy of everything, and putting it back."""

from __future__ import annotations

from flask import Flask


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.backup import actions, cli
    from forum.core import health

    app.cli.add_command(cli.backup)
    app.cli.add_command(cli.restore)
    health.asked_by_doctor["backup"] = actions.health
    health.noted_by_doctor["backup"] = actions.note
    if actions.measure not in health.measures:  # one list a process, whatever the number of sites in it
        health.measures.append(actions.measure)
