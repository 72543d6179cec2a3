"""The help of this site on other sites: a button there, and a frame of ours with search, answers and the way to ask."""

from __future__ import annotations

from flask import Flask

from forum.search import recording
from forum.widget import sites
from forum.widget.views import admin, bp


def set_up(app: Flask) -> None:
    """The pages of the frame, the script that other sites load, the admin's page; who reads in the frame, opens."""
    sites.register()
    app.register_blueprint(bp)
    app.register_blueprint(admin)
    recording.opens("widget.read", lambda values: str(values["document"]))
