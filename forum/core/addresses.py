"""Addresses that people write, and that programs send: many are none."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

_NOTHING = SplitResult("", "", "", "", "")


def split(address: str) -> SplitResult:
    """`urllib.parse.urlsplit`, but all parts are empty where that raises: "http://[", "http://a℀b.example", a port that
    is no number."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises where it is no port
    except ValueError:
        return _NOTHING
    return parts
