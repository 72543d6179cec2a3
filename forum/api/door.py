"""Who comes in to the API: a key in the `Authorization` header, or nobody. Cookies are not even looked at, so no
other site can make a reader's browser do anything here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, Response, g, request
from flask_login import current_user

from forum.accounts.models import Person
from forum.core import rate_limits
from forum.core.access import viewer
from forum.core.errors import NotAllowed, SignInNeeded
from forum.core.text import N_

BODY_MAX_BYTES = 512 * 1024  # the longest text, every letter of it escaped, and room to spare
KEY_NEEDED = N_("Send a key in the header Authorization: Bearer ...")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

View = TypeVar("View", bound=Callable[..., Any])


def set_up(app: Flask) -> None:
    """Watch the door before forms are checked, and say how to knock when nobody may come in."""
    app.before_request(_admit)
    app.after_request(_say_how)


def token(scope: str) -> Callable[[View], View]:
    """For calls with a key that has `scope` ("read", "write")."""

    def guard(view: View) -> View:
        from forum.api.views import bp

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.get("api_token") is None:
                raise SignInNeeded(KEY_NEEDED)
            _need(scope)
            return view(*args, **kwargs)

        guarded.access = "token"  # type: ignore[attr-defined]
        guarded.scope = scope  # type: ignore[attr-defined]
        return cast(View, bp.doc(security=[{"token": []}])(guarded))

    return guard


def me() -> Person:
    """Whose key it is, in a view that wears `token`."""
    return cast(Person, viewer())


def _admit() -> None:
    if not request.path.startswith("/api/"):
        return
    request.max_content_length = BODY_MAX_BYTES
    rate_limits.spend_later(rate_limits.API_READ, f"api {current_user.id or rate_limits.here()}")
    if request.routing_exception is not None:
        raise request.routing_exception  # no such address is no question of keys
    if request.method not in SAFE_METHODS:
        if g.get("api_token") is None:
            raise SignInNeeded(KEY_NEEDED)
    elif g.get("api_token") is not None:
        _need("read")


def _need(scope: str) -> None:
    if scope not in g.api_token.scopes:
        raise NotAllowed(N_("This key is not for that: it lacks the scope."))


def _say_how(response: Response) -> Response:
    if not request.path.startswith("/api/"):
        return response
    response.vary.update(("Authorization", "Accept-Language"))
    given = "Authorization" in request.headers
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"' + (
            ', error="invalid_token"' if given else ""
        )
    elif response.status_code == 403 and g.get("api_token") is not None:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api", error="insufficient_scope"'
    return response
