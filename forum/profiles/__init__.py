"""Who somebody is, in her own words and picture, and what she wrote of late. The page itself is of `accounts`."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.core import targets
from forum.core.targets import Kind
from forum.profiles import panel, personal_data, queries
from forum.profiles.views import bp

__all__ = ["set_up"]


def set_up(app: Flask) -> None:
    """The form, the parts of a profile, people as targets (so that their pictures can be seen), personal data."""
    app.register_blueprint(bp)
    panel.register()
    targets.register(Kind("person", queries.look_up, place="/people/"))
    kept.register(personal_data.ABOUT)
