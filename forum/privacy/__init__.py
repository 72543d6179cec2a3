"""What is kept about people, said aloud; everything of one's own to take away, and the way out."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from forum.core import health
from forum.core.consents import withheld
from forum.core.personal_data import register
from forum.privacy.consents import gpc
from forum.privacy.consents.personal_data import LEDGER
from forum.privacy.counted import sign_ins
from forum.privacy.exporting import own_export
from forum.privacy.personal_data import ENTRIES

_VIEWS = ("views", "consents.views", "counted.views", "transparency.views")


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.privacy.blueprint import bp
    from forum.privacy.transparency import cookies, telling

    for part in _VIEWS:  # they hang their addresses at the blueprint
        import_module(f"forum.privacy.{part}")
    register(LEDGER, *ENTRIES)
    app.jinja_env.globals["own_export"] = own_export
    gpc.set_up(app)
    sign_ins.register()
    cookies.register()
    health.noted_by_doctor["security.txt"] = telling.note
    app.jinja_env.globals["withheld"] = withheld
    app.register_blueprint(bp)
