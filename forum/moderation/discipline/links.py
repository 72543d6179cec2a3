"""The address at which somebody says something to a measure without signing in: suspended people can't."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from forum.core.errors import NotFound


def appeal_path(measure_id: int) -> str:
    """The path that opens the page of this measure, signed; it goes to the person concerned alone."""
    return f"/appeals/{_signer().dumps(measure_id)}"


def opened(secret: str) -> int:
    """The measure that an address is about. Raises `NotFound` for one that is not ours."""
    try:
        return int(_signer().loads(secret))
    except (BadSignature, ValueError, TypeError):
        raise NotFound() from None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="appeal")
