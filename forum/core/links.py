"""Addresses that leave the site (mails, feeds): never built from a Host header that anybody can send."""

from __future__ import annotations

import os
from typing import Any

from flask import current_app, has_request_context, request, url_for


def base() -> str:
    """Scheme and host of this site: `ASKWELL_BASE_URL`; on loopback from the request, else from PORT."""
    settled: str = current_app.config["SETTINGS"].base_url
    if settled:
        return settled
    if has_request_context():
        return request.host_url.rstrip("/")
    return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"


def path(endpoint: str, **values: Any) -> str:
    """The path of a page, in a request or in a job."""
    if has_request_context():
        return url_for(endpoint, **values)
    return current_app.url_map.bind("localhost").build(endpoint, values)


def external(endpoint: str, **values: Any) -> str:
    """The whole address of a page."""
    return base() + path(endpoint, **values)
