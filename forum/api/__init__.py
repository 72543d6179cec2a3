"""The JSON API, version 1: the queries and actions of the pages, as JSON, with keys instead of cookies.

Errors are problem documents (RFC 9457), made where the pages' errors are made. The OpenAPI description is
generated from the views and their schemas.
"""

from __future__ import annotations

import threading
from typing import Any, cast

from apispec import APISpec
from flask import Flask
from flask_smorest import Api, Blueprint

from forum.api.describing import name_refusals

PREFIX = "/api/v1"


class JsonApi(Api):  # type: ignore[misc]
    """flask-smorest without error handlers of its own: `forum.core.pages` has them already.

    Views are described when somebody first asks: it takes as long as all the rest of a start, and most never ask.
    """

    _told: Blueprint | None = None
    _one_at_a_time = threading.Lock()

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        """One for each status of HTTP: left to `described` as well."""

    def open(self, views: Blueprint) -> None:
        """Register the views; the one blueprint of the API."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][views.name] = self
        self._app.register_blueprint(views)
        self._told = views

    def described(self) -> APISpec:
        """The description of all views."""
        with self._one_at_a_time:
            if self._told is not None:
                views = self._told
                super()._register_responses()
                views.register_views_in_doc(self, self._app, self.spec, name=views.name, parameters=None)
                self.spec.tag({"name": views.name, "description": views.description})
                self._told = None
        return self.spec


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
    api.open(bp)
    door.set_up(app)


def description(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of `app`."""
    api: JsonApi = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    found = cast("dict[str, Any]", api.described().to_dict())
    name_refusals(found)
    return found
