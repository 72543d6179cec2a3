"""Addresses that leave the site (mails, feeds): never built from a Host header that anybody can send."""

from __future__ import annotations

import os
from typing import Any

from flask import current_app, has_request_context, request, url_for


def external(endpoint: str, **values: Any) -> str:
    """The whole address of a page. From `ASKWELL_BASE_URL`; on loopback from the request, else from PORT."""
    base: str = current_app.config["SETTINGS"].base_url
    if has_request_context():
        return (base or request.host_url.rstrip("/")) + url_for(endpoint, **values)
    base = base or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    adapter = current_app.url_map.bind(base.partition("://")[2], url_scheme=base.partition("://")[0])
    return base + adapter.build(endpoint, values)
