"""A guest who agreed to be told of: features above know them by a key of theirs, which no search and no visit holds."""

from __future__ import annotations

from collections.abc import Callable

from flask import has_request_context


def _nobody() -> str:
    return ""


_key: Callable[[], str] = _nobody


def known_by(key: Callable[[], str]) -> None:
    """Register how the guest of this request is known above; "" for everybody who did not agree."""
    global _key
    _key = key


def guest() -> str:
    """The key of this request's guest; empty for whoever did not agree."""
    return _key() if has_request_context() else ""
