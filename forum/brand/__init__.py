"""How the site looks and what it calls itself: chosen by an admin in the page, in force at once."""

from __future__ import annotations

from flask import Flask

from forum.brand import views


def set_up(app: Flask) -> None:
    """The admin's page, the sheet of colours and the logo."""
    app.register_blueprint(views.bp)
    if app.config["SETTINGS"].development:
        app.add_url_rule("/styleguide", "styleguide", views.styleguide)
