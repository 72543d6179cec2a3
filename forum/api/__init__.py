"""The JSON API, version 1: the queries and actions of the pages, as JSON, with keys instead of cookies.

Errors are problem documents (RFC 9457), made where the pages' errors are made. The OpenAPI description is
generated from the views and their schemas.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask
from flask_smorest import Api

PREFIX = "/api/v1"


class JsonApi(Api):  # type: ignore[misc]
    """flask-smorest without error handlers of its own: `forum.core.pages` has them already."""

    def _register_error_handlers(self) -> None:
        pass


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    from forum.api import door
    from forum.api.schemas import told
    from forum.api.views import bp

    app.config.setdefault("API_TITLE", app.config["SETTINGS"].site_name)
    app.config.setdefault("API_VERSION", "1")
    app.config.setdefault("OPENAPI_VERSION", "3.1.0")
    JsonApi.ERROR_SCHEMA = told.Problem
    api = JsonApi(app)
    app.cli.commands.pop("openapi", None)  # the description is at an address; one way to get it is enough
    api.spec.components.security_scheme(
        "token", {"type": "http", "scheme": "bearer", "description": "A key from your account page."}
    )
    api.register_blueprint(bp)
    door.set_up(app)


def description(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of `app`."""
    api: JsonApi = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    found = cast("dict[str, Any]", api.spec.to_dict())
    for response in found["components"]["responses"].values():
        content = response.get("content", {})
        if "application/json" in content:  # errors are the only shared responses
            content["application/problem+json"] = content.pop("application/json")
    return found
