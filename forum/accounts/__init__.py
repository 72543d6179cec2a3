"""People: accounts, signing in and out, what they may set about themselves."""

from __future__ import annotations

from flask import Flask

from forum.accounts import cli, personal_data, refusals, sessions, tokens


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.accounts.views import bp  # first: the others hang their pages at it
    from forum.accounts.second import views as second  # isort: skip

    sessions.set_up(app)
    tokens.set_up(app)
    app.register_blueprint(bp)
    app.before_request(second.send_to_set_up)
    refusals.set_up(app)
    cli.set_up(app)
    personal_data.set_up()
