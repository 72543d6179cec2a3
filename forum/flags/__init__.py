"""Staff flags: "please look at this", with a reason. An open flag costs its document trust at once."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.flags import counted, inbox, standing, views
from forum.flags.personal_data import FLAGS
from forum.search import signals


def set_up(app: Flask) -> None:
    """Views, the source of trust, the sentences of notices, personal data."""
    app.register_blueprint(views.bp)
    app.jinja_env.globals.update(views.words())
    signals.register(standing.of_documents)
    inbox.register()
    counted.register()
    kept.register(FLAGS)
