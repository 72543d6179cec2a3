"""The settings of this site, for code that knows no request."""

from __future__ import annotations

from typing import cast

from flask import current_app

from forum.config import Settings


def of_site() -> Settings:
    """What `forum.config` read when the site was made."""
    return cast(Settings, current_app.config["SETTINGS"])
