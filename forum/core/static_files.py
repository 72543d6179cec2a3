"""Static files with the hash of their content in the address, so that browsers may keep them for a year."""

from __future__ import annotations

import hashlib
import time
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, current_app, g, request


@lru_cache(maxsize=512)
def _version(path: Path, changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of ``static/<name>``: ``/static/css/base.css?v=3f0c...``."""
    # A list page names the icon sprite a hundred times: look it up once a page, and at the file once a second.
    known: dict[str, str] | None = g.get("static_addresses")
    if known is None:
        known = g.static_addresses = {}
    if name not in known:
        known[name] = _address(
            name,
            current_app.static_folder or "",
            f"{request.script_root}{current_app.static_url_path}",
            int(time.monotonic()),
        )
    return known[name]


@lru_cache(maxsize=512)
def _address(name: str, folder: str, root: str, second: int) -> str:
    # Not `url_for`: the page that refuses a foreign Host has no routes to ask.
    path = Path(folder) / name
    try:
        version = _version(path, path.stat().st_mtime)
    except OSError:
        return f"{root}/{quote(name)}"
    return f"{root}/{quote(name)}?v={version}"


def set_up(app: Flask) -> None:
    """Give templates `static_url`."""
    app.jinja_env.globals["static_url"] = static_url
